using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Packets;

/// <summary>What a packet says as a whole. The manifest and the page are made from it and nothing else, so a checker makes them again and compares.</summary>
/// <param name="Scope">What it is about.</param>
/// <param name="Origin">Name of the log.</param>
/// <param name="Size">Entries in the log at the checkpoint.</param>
/// <param name="Count">Entries in the packet.</param>
/// <param name="First">Number of its first entry; -1 when there is none.</param>
/// <param name="Last">Number of its last entry; -1 when there is none.</param>
/// <param name="Made">When it was written.</param>
/// <param name="Policy">Witnesses and how many must have cosigned.</param>
/// <param name="Cosigners">Witnesses that did.</param>
public sealed record PacketFacts(
    PacketScope Scope, string Origin, long Size, long Count, long First, long Last, DateTimeOffset Made, WitnessPolicy Policy, IReadOnlyList<VerifiedSignature> Cosigners)
{
    /// <summary>The version of the packet's files and of its page.</summary>
    public const int Version = 1;

    /// <summary>What may be concluded about rewriting, in words. It is in every packet.</summary>
    public string WitnessWords
    {
        get
        {
            if (!Policy.IsWitnessed || Cosigners.Count < Policy.Required)
                return WitnessPolicy.NoWitness;
            var names = Cosigners.Select(cosigner => cosigner.At is { } at ? $"{cosigner.Key.Name} at {at.UtcDateTime.ToString(EntryFormat.TimeFormat, CultureInfo.InvariantCulture)}" : cosigner.Key.Name);
            return $"The checkpoint was cosigned by {string.Join(", ", names)}: since then the log could not be rewritten without their help.";
        }
    }

    internal byte[] ToManifest()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            json.WriteString("origin", Origin);
            json.WriteString("size", Text(Size));
            if (Scope.Subject is { } subject)
                json.WriteString("subject", subject.ToString("N"));
            if (Scope is { From: { } from, To: { } to })
            {
                json.WriteString("from", Text(from));
                json.WriteString("to", Text(to));
            }

            json.WriteString("entries", Text(Count));
            json.WriteString("first", Text(First));
            json.WriteString("last", Text(Last));
            json.WriteString("made", Text(Made));
            json.WriteString("witnessesRequired", Text(Policy.Required));
            json.WriteString("scope", Scope.Describe());
            json.WriteString("witnesses", WitnessWords);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Reads from a manifest what the other files do not say.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    internal static (PacketScope Scope, DateTimeOffset Made, int WitnessesRequired) ReadManifest(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 2 });
            var root = document.RootElement;
            if (root.GetProperty("v").GetInt32() != Version)
                throw new InvalidDataException("The packet was written by another version: use a verifier of that version.");
            var scope = root.TryGetProperty("subject", out var subject)
                ? PacketScope.OfSubject(Guid.ParseExact(subject.GetString()!, "N"))
                : PacketScope.OfPeriod(Time(root, "from"), Time(root, "to"));
            return (scope, Time(root, "made"), int.Parse(root.GetProperty("witnessesRequired").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{PacketFiles.Manifest} is not the manifest of a packet.", failure);
        }
    }

    internal static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(EntryFormat.TimeFormat, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonElement root, string name) =>
        DateTimeOffset.ParseExact(root.GetProperty(name).GetString()!, EntryFormat.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
