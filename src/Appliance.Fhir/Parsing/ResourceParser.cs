using System.Text.Json;
using System.Text.RegularExpressions;
using Appliance.Domain;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Parsing;

/// <summary>
/// FHIR's own reading of a resource, strict. Firely's issues are translated here and nowhere else: their codes and places are kept, their sentences are not,
/// because they quote the values they complain about.
/// </summary>
internal static partial class ResourceParser
{
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["JSON102"] = "resourceType is a string.",
        ["JSON103"] = "A resource needs a resourceType.",
        ["JSON109"] = "A null stands where a value is needed.",
        ["JSON114"] = "The element has several types, so its name needs the type's suffix.",
        ["JSON120"] = "An object cannot be empty.",
        ["JSON121"] = "An array cannot be empty.",
        ["JSON125"] = "An array of values cannot hold nulls only.",
        ["JSON129"] = "An element appears twice in one object.",
        ["JSON130"] = "An array cannot lie directly in an array.",
        ["JSON131"] = "A single value stands where an object is needed.",
        ["JSON132"] = "An object stands where a single value is needed.",
        ["JSON133"] = "Only simple values have a partner whose name begins with an underscore.",
        ["JSON134"] = "The partner of a simple value, whose name begins with an underscore, is an object.",
        ["JSON135"] = "The value is given twice.",
        ["PVAL101"] = "The element cannot have a value of this type.",
        ["PVAL102"] = "The element has fewer repetitions than R4 demands.",
        ["PVAL103"] = "The element has more repetitions than R4 allows.",
        ["PVAL104"] = "A repeating element cannot hold a null.",
        ["PVAL105"] = "The element is missing and R4 demands it.",
        ["PVAL114"] = "The narrative is not well-formed XHTML (or declares a document type, which is not accepted).",
        ["PVAL115"] = "The narrative uses what FHIR does not allow in a narrative.",
        ["PVAL116"] = "The code is not one of the value set that R4 binds the element to.",
        ["PVAL118"] = "A contained resource cannot contain another.",
        ["PVAL119"] = "The text is empty or too long.",
        ["PVAL120"] = "The value is not base64.",
        ["PVAL123"] = "The value is of another JSON type than the element's.",
        ["PVAL124"] = "The value does not have the form of the element's type.",
        ["PVAL125"] = "The number must be positive.",
        ["PVAL126"] = "The number must not be negative.",
        ["PVAL127"] = "The element repeats where it may not, or stands alone where it repeats.",
        ["PVAL128"] = "The element is not one of R4.",
        ["PVAL129"] = "An element cannot be empty.",
        ["PVAL130"] = "The resource type is not one of FHIR R4.",
        ["PVAL131"] = "The element's name is written in the wrong case.",
        ["PVAL132"] = "The resource type is written in the wrong case.",
        ["XML109"] = "The elements are not in the order of R4.",
        ["XML116"] = "The elements are not in the order of R4.",
    };

    /// <summary>The resource, or every rule of R4 that it breaks.</summary>
    /// <param name="json">One resource; it MUST have passed <see cref="JsonScan"/>.</param>
    /// <param name="path">FHIRPath of the resource in what was sent; empty for the body itself.</param>
    /// <param name="maxIssues">At most this many refusals.</param>
    public static Result<R4.Resource> Parse(ReadOnlySpan<byte> json, string path, int maxIssues)
    {
        var type = BundleReader.TypeOf(json);
        if (type is null)
            return Refusals.Structure("A resource needs a resourceType. Nothing was stored.", path.Length == 0 ? null : path);
        if (!R4.ModelInfo.IsKnownResource(type))
            return Refusals.TypeUnknown(type, path.Length == 0 ? null : path);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1024 });
        if (FhirJsonDeserializer.STRICT.TryDeserializeResource(ref reader, out var resource, out var issues) && resource is not null)
            return resource;
        return Result<R4.Resource>.Refused(Translate(issues, type, path, maxIssues));
    }

    /// <summary>What the appliance itself stored, read without checks.</summary>
    public static R4.Resource ParseStored(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1024 });
        FhirJsonDeserializer.OSTRICH.TryDeserializeResource(ref reader, out var resource, out _);
        return resource ?? throw new InvalidDataException("A stored resource cannot be read.");
    }

    /// <summary>Firely's issues as refusals without values.</summary>
    public static List<Refusal> Translate(IEnumerable<CodedException> issues, string? type, string path, int maxIssues)
    {
        var refusals = new List<Refusal>();
        foreach (var issue in issues.Take(maxIssues))
        {
            var rule = issue.ErrorCode is { Length: > 0 and <= 10 } code && RuleCode().IsMatch(code) ? code : "PARSE";
            var sentence = Sentences.GetValueOrDefault(rule, "The element does not follow R4.");
            refusals.Add(Refusals.Structure($"{sentence} Nothing was stored (rule {rule}).", Place((issue as ExtendedCodedException)?.InstancePath, type, path)));
        }

        if (refusals.Count == 0)
            refusals.Add(Refusals.Structure("The resource does not follow R4. Nothing was stored.", path.Length == 0 ? null : path));
        return refusals;
    }

    private static string? Place(string? instance, string? type, string path)
    {
        var clean = instance is null ? string.Empty : NotAPath().Replace(instance, "?");
        if (clean.StartsWith("$this", StringComparison.Ordinal))
            clean = type + clean[5..];
        if (path.Length == 0)
            return clean.Length == 0 ? type : clean;
        var dot = clean.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? path : path + clean[dot..];
    }

    [GeneratedRegex("^[A-Z]+[0-9]+$")]
    private static partial Regex RuleCode();

    [GeneratedRegex(@"[^A-Za-z0-9_.\[\]$]+")]
    private static partial Regex NotAPath();
}
