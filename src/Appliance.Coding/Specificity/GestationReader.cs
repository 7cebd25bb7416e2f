using System.Globalization;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>
/// Reads the completed weeks of a pregnancy ("24 weeks gestation", "39 weeks 6 days", "24w3d") and gives the trimester, which the provider's weeks may decide (guideline I.C.15.a.3, 7): first
/// below 14 weeks, second below 28, third from 28 on. Notes that do not speak of a pregnancy give none.
/// </summary>
internal sealed class GestationReader
{
    private readonly HashSet<int> _pregnancy;
    private readonly HashSet<int> _weeks;
    private readonly HashSet<int> _notNow;
    private readonly int[][] _trimesters;

    public GestationReader(Vocabulary vocabulary)
    {
        _pregnancy = Ids(vocabulary, "pregnant", "pregnancy", "gestation", "gestational", "gravida", "intrauterine", "trimester", "prenatal", "antepartum", "iup", "preeclampsia", "abortion", "hyperemesis", "oligohydramnios", "polyhydramnios", "twin", "delivery", "ga");
        _weeks = Ids(vocabulary, "week", "wk");
        _notNow = Ids(vocabulary, "ago", "postpartum", "post", "for", "every", "in", "old", "after");
        _trimesters = [[.. Words(vocabulary, "first")], [.. Words(vocabulary, "second")], [.. Words(vocabulary, "third")]];
    }

    /// <summary>Words that must be known before the vocabulary is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        foreach (var word in new[] { "pregnant", "pregnancy", "gestation", "gestational", "gravida", "intrauterine", "trimester", "prenatal", "antepartum", "iup", "preeclampsia", "abortion", "hyperemesis", "oligohydramnios", "polyhydramnios", "twin", "delivery", "ga", "week", "wk", "ago", "postpartum", "post", "for", "every", "in", "old", "after", "first", "second", "third" })
            vocabulary.Add(word);
    }

    /// <summary>Concepts of the trimester that the weeks of the notes give; empty when they give none.</summary>
    public int[] TrimesterOf(IReadOnlyList<NoteStructure> notes) => WeeksOf(notes) is var weeks and >= 0 ? _trimesters[weeks < 14 ? 0 : weeks < 28 ? 1 : 2] : [];

    /// <summary>Completed weeks; -1 when the notes give none.</summary>
    public int WeeksOf(IReadOnlyList<NoteStructure> notes)
    {
        foreach (var note in notes)
        {
            if (!note.Tokens.Exists(t => t.Concept >= 0 && _pregnancy.Contains(t.Concept)))
                continue;
            foreach (var sentence in note.Sentences)
            {
                for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
                {
                    if (WeeksAt(note, sentence, i) is var weeks and >= 0)
                        return weeks;
                }
            }
        }

        return -1;
    }

    private int WeeksAt(NoteStructure note, in Sentence sentence, int at)
    {
        var text = note.Note.Text.AsSpan(note.Tokens[at].Start, note.Tokens[at].End - note.Tokens[at].Start);
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        if (digits is 0 or > 2 || sentence.Section is SectionKind.FamilyHistory or SectionKind.PastHistory or SectionKind.Instructions or SectionKind.Plan)
            return -1;
        var weeks = int.Parse(text[..digits], CultureInfo.InvariantCulture);
        var isWritten = digits < text.Length && text[digits] is 'w' or 'W' && text.Length <= digits + 4;
        var isWeeks = digits == text.Length && at + 1 < sentence.EndToken && _weeks.Contains(note.Tokens[at + 1].Concept) && !IsOfAnother(note, sentence, at);
        return weeks is >= 4 and <= 43 && (isWritten || isWeeks) ? weeks : -1;
    }

    /// <summary>"Six weeks ago", "for 10 weeks", "in 2 weeks" tell another time.</summary>
    private bool IsOfAnother(NoteStructure note, in Sentence sentence, int at) =>
        (at > sentence.FirstToken && _notNow.Contains(note.Tokens[at - 1].Concept)) || (at + 2 < sentence.EndToken && _notNow.Contains(note.Tokens[at + 2].Concept));

    private static HashSet<int> Ids(Vocabulary vocabulary, params string[] words) => words.Select(w => vocabulary.Find(w).Concept).Where(id => id >= 0).ToHashSet();

    private static IEnumerable<int> Words(Vocabulary vocabulary, string ordinal) => [vocabulary.Find(ordinal).Concept, vocabulary.Find("trimester").Concept];
}
