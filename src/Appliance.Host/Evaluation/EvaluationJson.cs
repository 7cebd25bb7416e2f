using System.Text.Json;
using System.Text.Json.Serialization;
using Appliance.Coding.Evaluation;

namespace Appliance.Host.Evaluation;

/// <summary>An evaluation for programs: the same figures as the report.</summary>
internal static class EvaluationJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
    };

    public static string Of(EvaluationHeader header, EvaluationResult result) => JsonSerializer.Serialize(new Document(header, result), Options);

    private sealed record Document(EvaluationHeader About, EvaluationResult Result);
}
