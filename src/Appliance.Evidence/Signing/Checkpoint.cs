using System.Globalization;

namespace Appliance.Evidence.Signing;

/// <summary>
/// The text of a checkpoint (C2SP tlog-checkpoint, "Note text"): origin, size, root, each on a line, then extension lines, which mean nothing here.
/// </summary>
/// <param name="Origin">Name of the log.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">RFC 6962 tree hash, 32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    private const int MaxLines = 64;

    /// <summary>Extension lines, without their newlines.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Reads the text of a note as a checkpoint.</summary>
    /// <returns>Null when it is not one.</returns>
    public static Checkpoint? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0 || text[^1] != '\n')
            return null;
        var lines = text[..^1].Split('\n', MaxLines + 1);
        if (lines.Length is < 3 or > MaxLines || Array.Exists(lines, line => line.Length == 0))
            return null;
        if (StrictDecimal.Read(lines[1]) is not { } size || StrictBase64.ReadHash(lines[2]) is not { } root)
            return null;
        return new Checkpoint(lines[0], size, root) { Extensions = lines[3..] };
    }

    /// <summary>Reads the text of a note as a checkpoint.</summary>
    public static Checkpoint? Read(SignedNote? note) => note is null ? null : Read(note.Text);

    /// <summary>True when both say the same of the same log.</summary>
    public bool IsSameAs(Checkpoint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Size == other.Size && string.Equals(Origin, other.Origin, StringComparison.Ordinal) && Root.Span.SequenceEqual(other.Root.Span);
    }

    /// <summary>The text, each line ended by a newline.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.Span)}\n{string.Concat(Extensions.Select(line => line + "\n"))}");
}
