using Appliance.Domain;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Encounters;

/// <summary>
/// The role of a note's author, from the resource that its author reference names, else from the document's own type. Where nothing is said it stays unknown,
/// which the guidelines' rules treat as the provider.
/// </summary>
internal static class AuthorRoles
{
    /// <summary>HL7 v2-0360 degrees of those who may diagnose: physicians, dentists, podiatrists, advanced practice nurses, physician assistants.</summary>
    private static readonly HashSet<string> ProviderDegrees = ["MD", "DO", "DDS", "DMD", "DPM", "NP", "CNP", "FNP", "ANP", "CNM", "CNS", "CRN", "PA", "MDA", "OD"];

    private static readonly HashSet<string> OtherDegrees = ["RN", "CANP", "CMA", "CNA", "CPNP", "EMT", "LPN", "LVN", "RMA", "PT", "OT", "RD", "SW", "PHARMD", "RPH"];

    /// <summary>LOINC document types that are written by nurses, dietitians and therapists.</summary>
    private static readonly HashSet<string> OtherDocuments = ["34746-8", "28651-8", "34904-3", "28623-7", "78341-7", "34748-4", "79431-5", "34824-3"];

    private static readonly string[] OtherWords = ["nurs", "dietit", "nutrition", "therap", "social work", "pharmac", "case manage"];

    private static readonly string[] ProviderWords = ["physician", "doctor", "surgeon", "nurse practitioner", "physician assistant", "hospitalist"];

    /// <summary>The role that an author resource says.</summary>
    public static AuthorRole Of(R4.Resource? author) => author switch
    {
        R4.Patient or R4.RelatedPerson => AuthorRole.Patient,
        R4.Practitioner practitioner => OfConcepts(practitioner.Qualification.Select(q => q.Code)),
        R4.PractitionerRole role => OfConcepts(role.Code.Concat(role.Specialty)),
        _ => AuthorRole.Unknown,
    };

    /// <summary>The role that a document's type says.</summary>
    public static AuthorRole OfDocument(string? loinc, string? type) =>
        (loinc is not null && OtherDocuments.Contains(loinc)) || (type is not null && OfWords(type) == AuthorRole.OtherClinician)
            ? AuthorRole.OtherClinician
            : AuthorRole.Unknown;

    private static AuthorRole OfConcepts(IEnumerable<R4.CodeableConcept?> concepts)
    {
        var roles = concepts.Where(c => c is not null).Select(c => OfConcept(c!)).ToList();
        return roles.Contains(AuthorRole.Provider) ? AuthorRole.Provider : roles.FirstOrDefault(r => r != AuthorRole.Unknown);
    }

    private static AuthorRole OfConcept(R4.CodeableConcept concept)
    {
        foreach (var coding in concept.Coding)
        {
            var code = coding.Code?.ToUpperInvariant();
            if (code is not null && ProviderDegrees.Contains(code))
                return AuthorRole.Provider;
            if (code is not null && OtherDegrees.Contains(code))
                return AuthorRole.OtherClinician;
        }

        return OfWords(concept.Text ?? concept.Coding.FirstOrDefault()?.Display ?? string.Empty);
    }

    private static AuthorRole OfWords(string words)
    {
        if (ProviderWords.Any(w => words.Contains(w, StringComparison.OrdinalIgnoreCase)))
            return AuthorRole.Provider;
        return OtherWords.Any(w => words.Contains(w, StringComparison.OrdinalIgnoreCase)) ? AuthorRole.OtherClinician : AuthorRole.Unknown;
    }
}
