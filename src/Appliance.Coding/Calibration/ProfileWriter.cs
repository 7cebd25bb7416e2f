using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Appliance.Coding.Calibration;

/// <summary>Writes the content of a profile: names and records in one fixed order, numbers in their shortest form.</summary>
internal static class ProfileWriter
{
    public static byte[] Write(ProfileTraining training, ProfileMeasurement measured, ProfileThresholds thresholds, ProfileModel model)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 20);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default, SkipValidation = false }))
        {
            json.WriteStartObject();
            Write(json, training);
            Write(json, measured);
            json.WriteStartObject("thresholds");
            json.WriteNumber("display", thresholds.Display);
            json.WriteNumber("high", thresholds.High);
            json.WriteNumber("precisionTarget", thresholds.PrecisionTarget);
            json.WriteEndObject();
            json.WriteStartObject("curve");
            json.WriteNumber("slope", model.Slope);
            json.WriteNumber("offset", model.Offset);
            json.WriteNumber("minimumPrecision", model.MinimumPrecision);
            json.WriteEndObject();
            Write(json, model.Tables);
            Write(json, model.Trees);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ProfileTraining training)
    {
        json.WriteStartObject("training");
        json.WriteNumber("notes", training.Notes);
        json.WriteNumber("labels", training.Labels);
        json.WriteNumber("distinctCodes", training.DistinctCodes);
        json.WriteString("policy", training.Policy.ToString().ToLowerInvariant());
        json.WriteString("engine", training.EngineVersion);
        json.WriteString("release", training.Release);
        json.WriteNumber("seed", training.Seed);
        json.WriteNumber("folds", training.Folds);
        json.WriteString("trainedOn", training.TrainedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProfileMeasurement measured)
    {
        json.WriteStartObject("measured");
        json.WriteNumber("precision", measured.Precision);
        json.WriteNumber("recall", measured.Recall);
        json.WriteNumber("f1", measured.F1);
        json.WriteNumber("map", measured.MeanAveragePrecision);
        json.WriteNumber("highPrecision", measured.HighPrecision);
        json.WriteNumber("highRecall", measured.HighRecall);
        json.WriteNumber("calibrationError", measured.CalibrationError);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LearnedTables tables)
    {
        json.WriteNumber("counted", tables.Notes);
        Write(json, "terms", tables.Terms);
        Write(json, "candidates", tables.Candidates);
        json.WriteStartArray("labels");
        foreach (var (code, notes) in tables.Labels)
        {
            json.WriteStringValue(code);
            json.WriteNumberValue(notes);
        }

        json.WriteEndArray();
        json.WriteStartArray("associations");
        foreach (var association in tables.Associations)
        {
            json.WriteNumberValue((int)association.Kind);
            json.WriteStringValue(association.Clue);
            json.WriteStringValue(association.Code);
            json.WriteNumberValue(association.Notes.Seen);
            json.WriteNumberValue(association.Notes.Right);
            json.WriteNumberValue(association.Share);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, SortedDictionary<string, Count> table)
    {
        json.WriteStartArray(name);
        foreach (var (key, count) in table)
        {
            json.WriteStringValue(key);
            json.WriteNumberValue(count.Seen);
            json.WriteNumberValue(count.Right);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Trees.BoostedTrees trees)
    {
        json.WriteStartObject("trees");
        json.WriteNumber("start", trees.Start);
        Write(json, "roots", trees.Roots);
        Write(json, "feature", trees.Feature);
        json.WriteStartArray("threshold");
        foreach (var value in trees.Threshold)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        Write(json, "left", trees.Left);
        Write(json, "right", trees.Right);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, int[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
