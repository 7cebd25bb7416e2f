using Appliance.Domain;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Notes;

/// <summary>Reduces an attachment to text, or says why it cannot.</summary>
internal static class AttachmentReader
{
    private const int MaxMarkupDepth = 256;

    /// <summary>
    /// The text of the first representation that can be read, plain text before the others. An EHR gives one document in several formats side by side; they
    /// are the same words.
    /// </summary>
    /// <param name="attachments">The representations.</param>
    /// <param name="path">FHIRPath of one, by its index.</param>
    public static Outcome<NoteText> ReadFirst(IReadOnlyList<R4.Attachment?> attachments, Func<int, string> path)
    {
        Refusal? first = null;
        foreach (var i in Enumerable.Range(0, attachments.Count).OrderBy(i => Preference(attachments[i])))
        {
            var read = Read(attachments[i], path(i));
            if (read.Succeeded)
                return read;
            first ??= read.Refusal;
        }

        return first ?? Refusals.NoText(null);
    }

    /// <summary>Bytes of a media type as text.</summary>
    public static Outcome<NoteText> Read(string? contentType, ReadOnlySpan<byte> data, string? path)
    {
        if (data.IsEmpty)
            return Refusals.NoText(path);
        var (media, charset) = Split(contentType);
        var reduced = media switch
        {
            "text/plain" or "text" or "" => Decoded(data, charset) is { } text ? PlainText.Read(text) : null,
            "text/html" or "application/xhtml+xml" => Decoded(data, charset) is { } html ? HtmlText.Read(html) : null,
            "application/rtf" or "text/rtf" or "text/richtext" => RtfText.Read(TextDecoder.Windows1252.GetString(data)),
            "application/xml" or "text/xml" or "application/hl7-cda+xml" or "application/cda+xml" => Xml(data, charset),
            _ => null,
        };
        return reduced is null ? WhyNot(media, data, charset, path) : Checked(reduced, path);
    }

    /// <summary>The text with its bounds held.</summary>
    public static Outcome<NoteText> Checked(NoteText text, string? path)
    {
        if (string.IsNullOrWhiteSpace(text.Text))
            return Refusals.NoText(path);
        if (text.Text.Length > Note.MaxTextLength)
            return Refusals.NoteLength(path);
        return text with { Text = PlainText.Normalize(text.Text) };
    }

    private static Outcome<NoteText> Read(R4.Attachment? attachment, string path)
    {
        if (attachment?.Data is { Length: > 0 } data)
            return Read(attachment.ContentType, data, path);
        return attachment?.Url is null ? Refusals.NoText(path) : Refusals.Elsewhere(path);
    }

    private static int Preference(R4.Attachment? attachment) => Split(attachment?.ContentType).Media switch
    {
        "text/plain" => 0,
        "text/html" or "application/xhtml+xml" => 1,
        "application/rtf" or "text/rtf" or "text/richtext" => 2,
        _ => 3,
    };

    private static (string Media, string? Charset) Split(string? contentType)
    {
        var parts = (contentType ?? string.Empty).Split(';');
        var charset = parts.Skip(1).Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        return (parts[0].Trim().ToLowerInvariant(), charset?["charset=".Length..]);
    }

    private static string? Decoded(ReadOnlySpan<byte> data, string? charset) => TextDecoder.Decode(data, charset);

    private static NoteText? Xml(ReadOnlySpan<byte> data, string? charset) =>
        Decoded(data, charset ?? Declared(data)) is { } xml ? CdaText.Read(xml, MaxMarkupDepth) : null;

    /// <summary>The encoding of an XML declaration in an ASCII-compatible encoding.</summary>
    private static string? Declared(ReadOnlySpan<byte> data)
    {
        var head = TextDecoder.Windows1252.GetString(data[..Math.Min(data.Length, 128)]);
        var at = head.StartsWith("<?xml", StringComparison.Ordinal) ? head.IndexOf("encoding=", StringComparison.Ordinal) : -1;
        if (at < 0 || at + 10 >= head.Length)
            return null;
        var close = head.IndexOf(head[at + 9], at + 10);
        return close < 0 ? null : head[(at + 10)..close];
    }

    private static Refusal WhyNot(string media, ReadOnlySpan<byte> data, string? charset, string? path) => media switch
    {
        "text/plain" or "text" or "" or "text/html" or "application/xhtml+xml" => Refusals.Charset(path),
        "application/rtf" or "text/rtf" or "text/richtext" => Refusals.NotReadable("it is not whole RTF", path),
        "application/xml" or "text/xml" or "application/hl7-cda+xml" or "application/cda+xml" => TextDecoder.Decode(data, charset ?? Declared(data)) is null
            ? Refusals.Charset(path)
            : Refusals.NotReadable("it is not a well-formed C-CDA document, or it declares a document type", path),
        _ => Refusals.NoteType(media, path),
    };
}
