using System.Globalization;

namespace Appliance.Evidence.Canonical;

/// <summary>
/// The bytes of an entry, schema version 1: one RFC 8785 object whose members are these, in this order. The last column tells when a member is left out.
/// <code>
/// action       word                     never
/// actor        token                    never
/// at           2026-11-03T09:30:00.000Z never     UTC, milliseconds
/// bytes        decimal string           when 0
/// change       word                     when none
/// codeSet      token                    when empty
/// crossing     32 hex digits            when zero (a fact)
/// data         word                     when none
/// detail       token                    when empty
/// digest       64 hex digits            when not taken
/// from         word                     when none
/// items        decimal string           when 0
/// newKey            64 hex digits       without link      public key that signs from here on
/// newKeySignature   128 hex digits      without link
/// oldKeySignature   128 hex digits      without link
/// phase        word                     never
/// purpose      word                     when none
/// reason       token                    when empty
/// replacement  token                    when empty
/// seq          decimal string           never     leaf index
/// subject      32 hex digits            when zero
/// to           word                     when none
/// v            number 1                 never
/// </code>
/// The leaf of the tree is exactly these bytes. A later version may add members and words; bytes that were written never change.
/// </summary>
public static class EntryFormat
{
    /// <summary>The schema version that is written.</summary>
    public const int Version = 1;

    /// <summary>Length of a keyed digest, in bytes.</summary>
    public const int DigestLength = 32;

    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Writes an entry into a cleared writer and returns its bytes.</summary>
    public static byte[] Write(long sequence, EvidenceEntry entry, CanonicalJsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Clear();
        writer.StartObject();
        Word(writer, "action", NameTable.Actions, (int)entry.Action, always: true);
        Token(writer, "actor", entry.Actor, always: true);
        Time(writer, entry.At);
        Number(writer, "bytes", entry.Bytes);
        Word(writer, "change", NameTable.Changes, (int)entry.Change);
        Token(writer, "codeSet", entry.CodeSet);
        Id(writer, "crossing", entry.Crossing);
        Word(writer, "data", NameTable.DataClasses, (int)entry.Data);
        Token(writer, "detail", entry.Detail);
        if (entry.Digest is { } digest)
        {
            writer.Name("digest");
            writer.HexText(digest.Span);
        }

        Word(writer, "from", NameTable.Zones, (int)entry.From);
        Number(writer, "items", entry.Items);
        if (entry.Link is { } link)
        {
            writer.Name("newKey");
            writer.HexText(link.NewKey.Span);
            writer.Name("newKeySignature");
            writer.HexText(link.NewSignature.Span);
            writer.Name("oldKeySignature");
            writer.HexText(link.OldSignature.Span);
        }

        Word(writer, "phase", NameTable.Phases, (int)entry.Phase, always: true);
        Word(writer, "purpose", NameTable.Purposes, (int)entry.Purpose);
        Token(writer, "reason", entry.Reason);
        Token(writer, "replacement", entry.Replacement);
        writer.Name("seq");
        writer.LongAsText(sequence);
        Id(writer, "subject", entry.Subject);
        Word(writer, "to", NameTable.Zones, (int)entry.To);
        writer.Name("v");
        writer.SmallInteger(Version);
        writer.EndObject();
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> writes, and nothing else: bytes that are read write back to the same bytes.</summary>
    /// <exception cref="FormatException">Not the canonical bytes of an entry of a version that is known here.</exception>
    public static (long Sequence, EvidenceEntry Entry) Read(ReadOnlySpan<byte> bytes) => EntryReader.Read(bytes);

    /// <summary>Tells why an entry cannot be appended; null when it can.</summary>
    internal static string? Fault(EvidenceEntry entry)
    {
        if (entry.Actor.IsEmpty)
            return "An entry names its actor.";
        if (entry.Bytes < 0 || entry.Items < 0)
            return "Bytes and items are 0 or more.";
        if (entry.Digest is { Length: not DigestLength })
            return "A digest has 32 bytes.";
        if ((entry.Phase == EvidencePhase.Fact) != (entry.Crossing == Guid.Empty))
            return "An intent or outcome has a crossing id; a fact has none.";
        if ((entry.Link is not null) != (entry is { Action: EvidenceAction.LogChanged, Change: Change.KeyRotated, Phase: EvidencePhase.Fact }) || entry.Link is { HasLengths: false })
            return "An entry that rotates the key, and no other, holds the link of the two keys.";
        var known = NameTable.Actions.Holds((int)entry.Action) && NameTable.Phases.Holds((int)entry.Phase) && NameTable.Zones.Holds((int)entry.From) && NameTable.Zones.Holds((int)entry.To)
            && NameTable.Purposes.Holds((int)entry.Purpose) && NameTable.DataClasses.Holds((int)entry.Data) && NameTable.Changes.Holds((int)entry.Change);
        return known ? null : "An entry uses only the values that its enumerations name.";
    }

    private static void Word(CanonicalJsonWriter writer, string name, NameTable words, int value, bool always = false)
    {
        if (value == 0 && !always)
            return;
        writer.Name(name);
        writer.Text(words.NameOf(value));
    }

    private static void Token(CanonicalJsonWriter writer, string name, Token token, bool always = false)
    {
        if (token.IsEmpty && !always)
            return;
        writer.Name(name);
        writer.Text(token.ToString());
    }

    private static void Number(CanonicalJsonWriter writer, string name, long value)
    {
        if (value == 0)
            return;
        writer.Name(name);
        writer.LongAsText(value);
    }

    private static void Id(CanonicalJsonWriter writer, string name, Guid id)
    {
        if (id == Guid.Empty)
            return;
        Span<char> digits = stackalloc char[32];
        id.TryFormat(digits, out _, "N");
        writer.Name(name);
        writer.Text(digits);
    }

    private static void Time(CanonicalJsonWriter writer, DateTimeOffset at)
    {
        Span<char> text = stackalloc char[24];
        at.UtcDateTime.TryFormat(text, out _, TimeFormat, CultureInfo.InvariantCulture);
        writer.Name("at");
        writer.Text(text);
    }
}
