using System.Collections.Frozen;

namespace Appliance.Coding.Structure;

/// <summary>Whose words a sentence gives.</summary>
internal enum Speaker : byte
{
    /// <summary>The author of the note.</summary>
    Clinician = 0,

    /// <summary>The patient, in a dialogue, in quotation marks or reported ("patient states that").</summary>
    Patient,

    /// <summary>A relative or somebody else who tells of the patient.</summary>
    Informant,
}

/// <summary>Finds the turns of a dialogue, reported speech and quotations. Words stand in speakers.txt.</summary>
internal static class SpeakerReader
{
    private const int MaxLabel = 24;

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Names =
        Entries("clinician", "patient", "informant").ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Subjects =
        Entries("patient", "subject", "informant").ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Verbs =
        Entries("saying").ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Own =
        Entries("self").ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True when the note holds at least one turn of a dialogue: a clinician's name before a colon, or a patient's before speech.</summary>
    public static bool IsDialogue(string text)
    {
        for (var colon = text.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = text.IndexOf(':', colon + 1))
        {
            if (TryLabel(text, LabelStart(text, colon), text.Length, out var speaker, out var body) && speaker != Speaker.Informant && IsSpeech(text, body))
                return true;
        }

        return false;
    }

    /// <summary>A name of a speaker and a colon at the beginning of a stretch ("Patient:", "Dr. Roe:").</summary>
    public static bool TryLabel(string text, int start, int end, out Speaker speaker, out int body)
    {
        (speaker, body) = (Speaker.Clinician, start);
        var limit = Math.Min(end, start + MaxLabel);
        var colon = start < limit ? text.AsSpan(start, limit - start).IndexOf(':') : -1;
        if (colon <= 0)
            return false;
        var label = text.AsSpan(start, colon).Trim();
        if (label.StartsWith("dr", StringComparison.OrdinalIgnoreCase) && label.Length > 2 && label[2] is '.' or ' ')
            label = label[..2];
        if (!Names.TryGetValue(label, out var kind))
            return false;
        speaker = Parse(kind);
        body = start + colon + 1;
        while (body < end && char.IsWhiteSpace(text[body]))
            body++;
        return true;
    }

    /// <summary>True when what follows a label is something said and not a name or a heading's value.</summary>
    public static bool IsSpeech(string text, int start)
    {
        var i = start;
        for (var words = 0; i < text.Length && words < 30 && text[i] is not ('\n' or '\r'); words++)
        {
            while (i < text.Length && !char.IsLetter(text[i]) && text[i] is not ('\n' or '\r' or '?'))
                i++;
            var from = i;
            while (i < text.Length && (char.IsLetter(text[i]) || text[i] is '\'' or '’'))
                i++;
            if (i < text.Length && text[i] == '?')
                return true;
            if (i > from && Own.ContainsKey(text.AsSpan(from, i - from)))
                return true;
        }

        return false;
    }

    /// <summary>The speaker of a sentence outside a dialogue's turns: its first words name somebody who says something, or a quotation mark opens it.</summary>
    public static Speaker OfSentence(string text, List<Token> tokens, int first, int end)
    {
        if (first >= end)
            return Speaker.Clinician;
        var at = tokens[first].Start - 1;
        if (at >= 0 && text[at] is '"' or '“')
            return Speaker.Patient;
        for (var i = first; i < end && i < first + 3; i++)
        {
            if (!Subjects.TryGetValue(TextOf(text, tokens[i]), out var kind))
                continue;
            for (var k = i + 1; k < end && k <= i + 2; k++)
            {
                if (Verbs.ContainsKey(TextOf(text, tokens[k])))
                    return Parse(kind);
            }
        }

        return Speaker.Clinician;
    }

    /// <summary>Where the word before a colon begins, with a title before it ("Dr. Roe:").</summary>
    private static int LabelStart(string text, int colon)
    {
        var start = WordStart(text, colon);
        var before = start;
        while (before > 0 && text[before - 1] is ' ' or '.' && start - before < 2)
            before--;
        var title = WordStart(text, before);
        return text.AsSpan(title, before - title).Equals("dr", StringComparison.OrdinalIgnoreCase) ? title : start;
    }

    private static int WordStart(string text, int end)
    {
        var start = end;
        while (start > 0 && end - start < MaxLabel && char.IsLetter(text[start - 1]))
            start--;
        return start;
    }

    private static ReadOnlySpan<char> TextOf(string text, in Token token) => text.AsSpan(token.Start, token.End - token.Start);

    private static Speaker Parse(string kind) => kind switch
    {
        "clinician" => Speaker.Clinician,
        "informant" => Speaker.Informant,
        _ => Speaker.Patient,
    };

    private static Dictionary<string, string> Entries(params string[] kinds) =>
        DataFile.Read("speakers.txt").Where(r => kinds.Contains(r[0])).SelectMany(r => r[1].Split(',', StringSplitOptions.TrimEntries).Select(w => (w, r[0]))).ToDictionary(p => p.w, p => p.Item2, StringComparer.OrdinalIgnoreCase);
}
