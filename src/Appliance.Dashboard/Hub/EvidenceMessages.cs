using System.Globalization;
using System.Text.Json;
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

    /// <summary>The entry in its canonical form: RFC 8785 of this object are the bytes that the leaf hash covers.</summary>
    [JsonPropertyName("entry")]
    public required JsonElement Entry { get; init; }

    /// <summary>The entry as a sentence in plain words; not part of what is hashed.</summary>
    [JsonPropertyName("sentence")]
    public required string Sentence { get; init; }
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

internal static class MessageTime
{
    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
