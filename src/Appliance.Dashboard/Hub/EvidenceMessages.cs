using System.Globalization;
using System.Text.Json.Serialization;
using Appliance.Evidence;

namespace Appliance.Dashboard.Hub;

/// <summary>A message of the evidence hub. Its <see cref="Type"/> says which; sequence numbers and sizes are decimal strings, hashes lower-case hexadecimal.</summary>
[JsonDerivedType(typeof(SnapshotMessage))]
[JsonDerivedType(typeof(EntryMessage))]
[JsonDerivedType(typeof(HeadMessage))]
public abstract record EvidenceMessage
{
    /// <summary><c>snapshot</c>, <c>entry</c> or <c>head</c>.</summary>
    [JsonPropertyOrder(-1)]
    [JsonPropertyName("type")]
    public abstract string Type { get; }
}

/// <summary>The first message of every subscription.</summary>
public sealed record SnapshotMessage : EvidenceMessage
{
    /// <inheritdoc/>
    public override string Type => "snapshot";

    /// <summary>Number of durable entries when the snapshot was taken.</summary>
    [JsonPropertyName("count")]
    public required string Count { get; init; }

    /// <summary>Sequence of the first entry that follows.</summary>
    [JsonPropertyName("from")]
    public required string From { get; init; }

    /// <summary>Why nothing can be appended; null when the log is well.</summary>
    [JsonPropertyName("fault")]
    public string? Fault { get; init; }

    /// <summary>The latest signed tree head; null before the first.</summary>
    [JsonPropertyName("head")]
    public HeadBody? Head { get; init; }
}

/// <summary>One entry, in order and without gaps from the snapshot's <c>from</c>.</summary>
public sealed record EntryMessage : EvidenceMessage
{
    /// <inheritdoc/>
    public override string Type => "entry";

    /// <summary>Leaf index.</summary>
    [JsonPropertyName("sequence")]
    public required string Sequence { get; init; }

    /// <summary>RFC 6962 leaf hash.</summary>
    [JsonPropertyName("leafHash")]
    public required string LeafHash { get; init; }

    /// <summary>What happened.</summary>
    [JsonPropertyName("entry")]
    public required EntryBody Entry { get; init; }
}

/// <summary>A newer signed tree head.</summary>
public sealed record HeadMessage : EvidenceMessage
{
    /// <inheritdoc/>
    public override string Type => "head";

    /// <summary>The head.</summary>
    [JsonPropertyName("head")]
    public required HeadBody Head { get; init; }
}

/// <summary>A signed tree head.</summary>
public sealed record HeadBody(
    [property: JsonPropertyName("size")] string Size,
    [property: JsonPropertyName("rootHash")] string RootHash,
    [property: JsonPropertyName("at")] string At,
    [property: JsonPropertyName("keyId")] string KeyId,
    [property: JsonPropertyName("signature")] string Signature)
{
    /// <summary>The head on the wire.</summary>
    public static HeadBody Of(TreeHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return new HeadBody(
            head.Size.ToString(CultureInfo.InvariantCulture),
            Convert.ToHexStringLower(head.RootHash.Span),
            MessageTime.Format(head.At),
            head.KeyId,
            Convert.ToBase64String(head.Signature.Span));
    }
}

/// <summary>An evidence entry. Fields that say nothing (zero, none, empty) are absent.</summary>
public sealed record EntryBody(
    [property: JsonPropertyName("at")] string At,
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("phase")] string Phase,
    [property: JsonPropertyName("actor")] string Actor)
{
    /// <summary>Links an outcome to its intent, 32 hexadecimal digits.</summary>
    [JsonPropertyName("crossing")]
    public string? Crossing { get; init; }

    /// <summary>Pseudonym of the subject, 32 hexadecimal digits.</summary>
    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    /// <summary>Where from.</summary>
    [JsonPropertyName("from")]
    public string? From { get; init; }

    /// <summary>Where to.</summary>
    [JsonPropertyName("to")]
    public string? To { get; init; }

    /// <summary>Purpose of use.</summary>
    [JsonPropertyName("purpose")]
    public string? Purpose { get; init; }

    /// <summary>What sort of data.</summary>
    [JsonPropertyName("data")]
    public string? Data { get; init; }

    /// <summary>Bytes moved, decimal.</summary>
    [JsonPropertyName("bytes")]
    public string? Bytes { get; init; }

    /// <summary>Things moved, decimal.</summary>
    [JsonPropertyName("items")]
    public string? Items { get; init; }

    /// <summary>Keyed digest of the payload.</summary>
    [JsonPropertyName("digest")]
    public string? Digest { get; init; }

    /// <summary>Code-set release.</summary>
    [JsonPropertyName("codeSet")]
    public string? CodeSet { get; init; }

    /// <summary>Stable refusal code.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    /// <summary>A further fact in token form.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    /// <summary>The entry on the wire.</summary>
    public static EntryBody Of(EvidenceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new EntryBody(MessageTime.Format(entry.At), Name(entry.Action), Name(entry.Phase), entry.Actor.ToString())
        {
            Crossing = Hex(entry.Crossing),
            Subject = Hex(entry.Subject),
            From = Named(entry.From),
            To = Named(entry.To),
            Purpose = Named(entry.Purpose),
            Data = Named(entry.Data),
            Bytes = Number(entry.Bytes),
            Items = Number(entry.Items),
            Digest = entry.Digest is { } digest ? Convert.ToHexStringLower(digest.Span) : null,
            CodeSet = Text(entry.CodeSet),
            Reason = Text(entry.Reason),
            Detail = Text(entry.Detail),
        };
    }

    private static string? Text(Token token) => token.IsEmpty ? null : token.ToString();

    private static string? Hex(Guid id) => id == Guid.Empty ? null : id.ToString("N", CultureInfo.InvariantCulture);

    private static string? Number(long value) => value == 0 ? null : value.ToString(CultureInfo.InvariantCulture);

    private static string? Named<T>(T value)
        where T : struct, Enum => EqualityComparer<T>.Default.Equals(value, default) ? null : Name(value);

    private static string Name<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}

internal static class MessageTime
{
    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
