using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Fhir.Notes;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Encounters;

/// <summary>A resource that brings text: its standing, its facts, and how to read it.</summary>
internal sealed record ClinicalDocument(ResourceKey Key, bool IsFinal)
{
    public string? Type { get; private init; }

    public string? Loinc { get; private init; }

    public DateTimeOffset? Date { get; private init; }

    /// <summary>References of its authors, rewritten.</summary>
    public IReadOnlyList<string> Authors { get; private init; } = [];

    /// <summary>References of the documents that this one takes the place of.</summary>
    public IReadOnlyList<string> Replaces { get; private init; } = [];

    /// <summary>Reads its text.</summary>
    public required Func<Outcome<NoteText>> Read { get; init; }

    /// <summary>The document of a resource; null when it brings no text at all (a laboratory report without a presented form).</summary>
    public static ClinicalDocument? Of(R4.Resource resource, ResourceKey key) => resource switch
    {
        R4.DocumentReference document => OfReference(document, key),
        R4.Composition composition => OfComposition(composition, key),
        R4.DiagnosticReport { PresentedForm.Count: > 0 } report => OfReport(report, key),
        _ => null,
    };

    /// <summary>docStatus final or amended, or absent with status current; a superseded or mistaken reference is never final.</summary>
    private static ClinicalDocument OfReference(R4.DocumentReference document, ResourceKey key) => new(key, document is
    {
        Status: R4.DocumentReferenceStatus.Current,
        DocStatus: null or R4.CompositionStatus.Final or R4.CompositionStatus.Amended,
    })
    {
        Type = TypeOf(document.Type) ?? document.Description,
        Loinc = LoincOf(document.Type),
        Date = document.Date ?? FhirDates.Moment(document.Context?.Period?.Start),
        Authors = ReferencesOf(document.Author),
        Replaces = ReferencesOf(document.RelatesTo.Where(r => r.Code == R4.DocumentRelationshipType.Replaces).Select(r => r.Target)),
        Read = () => AttachmentReader.ReadFirst([.. document.Content.Select(c => c.Attachment)], i => $"DocumentReference.content[{i}].attachment"),
    };

    private static ClinicalDocument OfComposition(R4.Composition composition, ResourceKey key) =>
        new(key, composition.Status is R4.CompositionStatus.Final or R4.CompositionStatus.Amended)
        {
            Type = TypeOf(composition.Type) ?? composition.Title,
            Loinc = LoincOf(composition.Type),
            Date = FhirDates.Moment(composition.Date),
            Authors = ReferencesOf(composition.Author),
            Replaces = ReferencesOf(composition.RelatesTo.Where(r => r.Code == R4.DocumentRelationshipType.Replaces).Select(r => r.Target as R4.ResourceReference)),
            Read = () => AttachmentReader.Checked(CompositionText.Read(composition), "Composition.section"),
        };

    private static ClinicalDocument OfReport(R4.DiagnosticReport report, ResourceKey key) => new(key, report.Status is
        R4.DiagnosticReport.DiagnosticReportStatus.Final or R4.DiagnosticReport.DiagnosticReportStatus.Amended
        or R4.DiagnosticReport.DiagnosticReportStatus.Corrected or R4.DiagnosticReport.DiagnosticReportStatus.Appended)
    {
        Type = TypeOf(report.Code),
        Loinc = LoincOf(report.Code),
        Date = report.Issued ?? FhirDates.Moment((report.Effective as R4.FhirDateTime)?.Value ?? (report.Effective as R4.Period)?.Start),
        Authors = ReferencesOf(report.ResultsInterpreter.Count > 0 ? report.ResultsInterpreter : report.Performer),
        Read = () => AttachmentReader.ReadFirst([.. report.PresentedForm], i => $"DiagnosticReport.presentedForm[{i}]"),
    };

    private static string? TypeOf(R4.CodeableConcept? concept)
    {
        var text = concept?.Text ?? concept?.Coding.Select(c => c.Display).FirstOrDefault(d => d is not null);
        return text is { Length: > 200 } ? text[..200] : text;
    }

    private static string? LoincOf(R4.CodeableConcept? concept) =>
        concept?.Coding.FirstOrDefault(c => c.System == "http://loinc.org" && c.Code is { Length: <= 12 })?.Code;

    private static List<string> ReferencesOf(IEnumerable<R4.ResourceReference?> references) =>
        [.. references.Select(r => r?.Reference).Where(r => !string.IsNullOrEmpty(r)).Select(r => r!)];
}
