using System.Text.Json.Nodes;

namespace Appliance.Fhir.Tests;

/// <summary>JSON compared by meaning, apart from what a server may set: id, meta's version and time, and references that were rewritten.</summary>
public static class JsonEquality
{
    /// <summary>Null when equal, else the path of the first difference.</summary>
    public static string? Difference(JsonNode? sent, JsonNode? returned, IReadOnlyDictionary<string, string> rewritten, string path = "$") => (sent, returned) switch
    {
        (null, null) => null,
        (JsonObject a, JsonObject b) => Objects(a, b, rewritten, path),
        (JsonArray a, JsonArray b) when a.Count == b.Count => a.Select((item, i) => Difference(item, b[i], rewritten, $"{path}[{i}]")).FirstOrDefault(d => d is not null),
        (JsonValue a, JsonValue b) when a.ToJsonString() == b.ToJsonString() => null,
        (JsonValue a, JsonValue b) when rewritten.GetValueOrDefault(a.ToString()) == b.ToString() => null,
        (JsonValue a, JsonValue b) when path.EndsWith(".reference", StringComparison.Ordinal) && a.ToString().Contains("?identifier=", StringComparison.Ordinal)
            && b.ToString().StartsWith(a.ToString().Split('?')[0] + "/", StringComparison.Ordinal) => null,
        _ => path,
    };

    private static string? Objects(JsonObject sent, JsonObject returned, IReadOnlyDictionary<string, string> rewritten, string path)
    {
        foreach (var (name, value) in sent)
        {
            if (path == "$" && name == "id")
                continue;
            if (path == "$.meta" && name is "versionId" or "lastUpdated")
                continue;
            if (!returned.ContainsKey(name))
                return $"{path}.{name}";
            if (Difference(value, returned[name], rewritten, $"{path}.{name}") is { } difference)
                return difference;
        }

        var added = returned.Select(p => p.Key).Except(sent.Select(p => p.Key)).Except(path == "$" ? ["id", "meta"] : path == "$.meta" ? ["versionId", "lastUpdated"] : []);
        return added.Select(name => $"{path}.{name} was added").FirstOrDefault();
    }
}
