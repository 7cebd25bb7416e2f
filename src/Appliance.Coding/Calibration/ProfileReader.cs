using System.Globalization;
using System.Text.Json;
using Appliance.Coding.Calibration.Trees;
using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>Reads the content of a profile and holds it to its bounds; anything unexpected makes the whole profile unusable.</summary>
internal static class ProfileReader
{
    private const int MaxRecords = 2_000_000;
    private const int MaxText = 400;

    /// <summary>The profile; null when something is missing, of another kind or out of bounds.</summary>
    public static CodingProfile? Read(JsonElement body)
    {
        try
        {
            var curve = body.GetProperty("curve");
            var model = new ProfileModel(ReadTables(body), ReadTrees(body.GetProperty("trees")), Number(curve, "slope", 0, 100), Number(curve, "offset", -100, 100), Number(curve, "minimumPrecision", 0, 1));
            var limits = body.GetProperty("thresholds");
            var thresholds = new ProfileThresholds(Number(limits, "display", 0, 1), Number(limits, "high", 0, 1), Number(limits, "precisionTarget", 0, 1));
            return CodingProfile.Of(ReadTraining(body.GetProperty("training")), ReadMeasured(body.GetProperty("measured")), thresholds, model);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static ProfileTraining ReadTraining(JsonElement json) => new(
        Whole(json, "notes"),
        Whole(json, "labels"),
        Whole(json, "distinctCodes"),
        Enum.Parse<CodingPolicy>(Text(json.GetProperty("policy")), ignoreCase: true),
        Text(json.GetProperty("engine")),
        Text(json.GetProperty("release")),
        json.GetProperty("seed").GetInt32(),
        Whole(json, "folds"),
        json.GetProperty("trainedOn").ValueKind == JsonValueKind.Null ? null : DateOnly.ParseExact(Text(json.GetProperty("trainedOn")), "yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static ProfileMeasurement ReadMeasured(JsonElement json) => new(
        Number(json, "precision", 0, 1),
        Number(json, "recall", 0, 1),
        Number(json, "f1", 0, 1),
        Number(json, "map", 0, 1),
        Number(json, "highPrecision", 0, 1),
        Number(json, "highRecall", 0, 1),
        Number(json, "calibrationError", 0, 1));

    private static LearnedTables ReadTables(JsonElement body)
    {
        var labels = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var record in Records(body.GetProperty("labels"), 2))
            labels.Add(CodeOf(record[0]), WholeOf(record[1]));
        var associations = new List<Association>();
        foreach (var record in Records(body.GetProperty("associations"), 6))
        {
            var kind = WholeOf(record[0]);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(kind, (int)ClueKind.Code);
            associations.Add(new Association((ClueKind)kind, Text(record[1]), CodeOf(record[2]), CountOf(record[3], record[4]), Between(record[5].GetDouble(), 0, 1)));
        }

        return new LearnedTables { Notes = Whole(body, "counted"), Terms = ReadCounts(body.GetProperty("terms")), Candidates = ReadCounts(body.GetProperty("candidates")), Labels = labels, Associations = associations };
    }

    private static SortedDictionary<string, Count> ReadCounts(JsonElement json)
    {
        var table = new SortedDictionary<string, Count>(StringComparer.Ordinal);
        foreach (var record in Records(json, 3))
        {
            var key = Text(record[0]);
            _ = CodeOf(key[(key.LastIndexOf('|') + 1)..]);
            table.Add(key, CountOf(record[1], record[2]));
        }

        return table;
    }

    private static BoostedTrees ReadTrees(JsonElement json)
    {
        var trees = new BoostedTrees(
            Number(json, "start", -100, 100),
            Wholes(json.GetProperty("roots")),
            Wholes(json.GetProperty("feature"), -1),
            [.. Bounded(json.GetProperty("threshold")).Select(v => v.GetSingle())],
            Wholes(json.GetProperty("left")),
            Wholes(json.GetProperty("right")));
        return trees.IsSound(FeatureBuilder.Names.Length) ? trees : throw new FormatException("trees");
    }

    private static IEnumerable<JsonElement> Bounded(JsonElement json)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(json.GetArrayLength(), MaxRecords * 5);
        return json.EnumerateArray();
    }

    private static IEnumerable<JsonElement[]> Records(JsonElement json, int fields)
    {
        if (json.GetArrayLength() % fields != 0)
            throw new FormatException("records");
        return Bounded(json).Chunk(fields);
    }

    private static int[] Wholes(JsonElement json, int least = 0) => [.. Bounded(json).Select(v => v.GetInt32() is var n && n >= least ? n : throw new FormatException("number"))];

    private static Count CountOf(JsonElement seen, JsonElement right)
    {
        var count = new Count(WholeOf(seen), WholeOf(right));
        return count.Right <= count.Seen ? count : throw new FormatException("count");
    }

    private static int Whole(JsonElement json, string name) => WholeOf(json.GetProperty(name));

    private static int WholeOf(JsonElement json) => json.GetInt32() is var n and >= 0 and <= 1_000_000_000 ? n : throw new FormatException("number");

    private static double Number(JsonElement json, string name, double least, double most) => Between(json.GetProperty(name).GetDouble(), least, most);

    private static double Between(double value, double least, double most) => value >= least && value <= most ? value : throw new FormatException("number");

    private static string Text(JsonElement json) => json.GetString() is { Length: <= MaxText } text ? text : throw new FormatException("text");

    private static string CodeOf(JsonElement json) => CodeOf(Text(json));

    /// <summary>Three to eight characters; whether the release holds it is asked when it is used.</summary>
    private static string CodeOf(string code) => code.Length is >= 3 and <= 8 && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '.') ? code : throw new FormatException("code");
}
