using System.Collections.Frozen;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Assertion;

/// <summary>Finds the substances of an allergy list and after "allergic to"; reads allergens.txt.</summary>
internal static class Allergens
{
    private const int MaxWords = 3;
    private const int Reach = 10;

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySubstance = DataFile.Read("allergens.txt")
        .SelectMany(r => r[0].Split(',', StringSplitOptions.TrimEntries).Select(s => (Substance: string.Join(' ', Tokenizer.Words(s)), Code: r[1])))
        .ToFrozenDictionary(p => p.Substance, p => p.Code, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Every code of the list.</summary>
    public static IEnumerable<string> Codes => DataFile.Read("allergens.txt").Select(r => r[1]);

    /// <summary>Appends the substances of the sentence: where they stand and what their allergy is coded as.</summary>
    public static void Find(NoteStructure note, in Sentence sentence, IReadOnlyList<Cue> cues, List<(int First, int End, string Code)> found)
    {
        var inList = sentence.Section == SectionKind.Allergies;
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            if (!inList && !IsAfterCue(cues, i))
                continue;
            for (var words = Math.Min(MaxWords, sentence.EndToken - i); words > 0; words--)
            {
                if (!TryCode(note, i, i + words, out var code))
                    continue;
                found.Add((i, i + words, code));
                i += words - 1;
                break;
            }
        }
    }

    private static bool IsAfterCue(IReadOnlyList<Cue> cues, int token)
    {
        for (var i = 0; i < cues.Count; i++)
        {
            if (cues[i].Kind == CueKind.AllergyBefore && cues[i].End <= token && token - cues[i].End < Reach && cues[i].End - cues[i].First > 1)
                return true;
        }

        return false;
    }

    private static bool TryCode(NoteStructure note, int first, int end, out string code)
    {
        Span<char> buffer = stackalloc char[Vocabulary.MaxWord];
        var length = 0;
        for (var i = first; i < end; i++)
        {
            var token = note.Tokens[i];
            var word = note.Note.Text.AsSpan(token.Start, token.End - token.Start);
            if (length + word.Length + 1 > buffer.Length || (i > first && token.Before != Gap.Space))
            {
                code = string.Empty;
                return false;
            }

            if (i > first)
                buffer[length++] = ' ';
            foreach (var c in word)
            {
                if (char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)
                    buffer[length++] = c;
            }
        }

        return BySubstance.TryGetValue(buffer[..length], out code!);
    }
}
