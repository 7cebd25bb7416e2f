using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>
/// Gathers the facts that decide between the codes below a term, as concepts: from the mention, then from its clause, not beyond a denial and not from another mention's words; last from the
/// encounter what holds for all of it (the trimester). Nothing is taken from denied or family statements. One instance serves one encounter.
/// </summary>
internal sealed class FactReader
{
    private readonly ReleaseEngine _engine;
    private readonly int[] _evidence = new int[64];
    private readonly HashSet<int> _ranks;
    private readonly Dictionary<int, int> _roman;
    private int[] _encounter = [];

    public FactReader(ReleaseEngine engine)
    {
        _engine = engine;
        var vocabulary = engine.Lexicon.Vocabulary;
        _ranks = new[] { "stage", "type", "grade", "class", "degree" }.Select(w => vocabulary.Find(w).Concept).ToHashSet();
        _roman = new (string, string)[] { ("i", "1"), ("ii", "2"), ("iii", "3"), ("iv", "4"), ("v", "5") }.ToDictionary(p => vocabulary.Surface(p.Item1), p => vocabulary.Find(p.Item2).Concept);
    }

    /// <summary>Words that must be known before the vocabulary is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        GestationReader.AddWords(vocabulary);
        foreach (var word in new[] { "stage", "type", "grade", "class", "degree", "i", "ii", "iii", "iv", "v", "1", "2", "3", "4", "5" })
            vocabulary.Add(word);
    }

    /// <summary>Learns what holds for the whole encounter.</summary>
    public void Learn(IReadOnlyList<NoteStructure> notes) => _encounter = _engine.Gestation.TrimesterOf(notes);

    /// <summary>The facts round a mention; valid until the next call.</summary>
    /// <param name="note">The note.</param>
    /// <param name="sentence">The mention's sentence.</param>
    /// <param name="mention">The mention.</param>
    /// <param name="others">All mentions of the sentence.</param>
    /// <param name="isObstetric">Whether the trimester is asked for.</param>
    public ReadOnlySpan<int> Gather(NoteStructure note, in Sentence sentence, in Mention mention, List<Mention> others, bool isObstetric)
    {
        var count = 0;
        for (var i = mention.First; i < mention.End; i++)
            count = Put(note, sentence, i, count);
        var reach = sentence.Role == SentenceRole.ProblemHeading ? 14 : 8;
        for (var i = mention.End; i < sentence.EndToken && i < mention.End + reach && !IsBarrier(note.Tokens[i]); i++)
        {
            if (!IsOthers(i, mention, others))
                count = Put(note, sentence, i, count);
        }

        for (var i = mention.First - 1; i >= sentence.FirstToken && i >= mention.First - reach && note.Tokens[i + 1].Before < Gap.Clause; i--)
        {
            if (_engine.IsBarrier(note.Tokens[i].Surface))
                break;
            if (!IsOthers(i, mention, others))
                count = Put(note, sentence, i, count);
        }

        for (var i = 0; i < _encounter.Length && isObstetric; i++)
            count = Put(_encounter[i], count);
        return _evidence.AsSpan(0, count);
    }

    /// <summary>A roman number behind "stage" and the like is the number.</summary>
    private int Put(NoteStructure note, in Sentence sentence, int at, int count)
    {
        var token = note.Tokens[at];
        if (at > sentence.FirstToken && token.Surface >= 0 && note.Tokens[at - 1].Concept >= 0 && _ranks.Contains(note.Tokens[at - 1].Concept) && _roman.TryGetValue(token.Surface, out var number))
            count = Put(number, count);
        return Put(token.Concept, count);
    }

    private int Put(int concept, int count)
    {
        if (concept < 0 || count >= _evidence.Length)
            return count;
        _evidence[count] = concept;
        return count + 1;
    }

    private bool IsBarrier(in Token token) => token.Before >= Gap.Clause || _engine.IsBarrier(token.Surface);

    private static bool IsOthers(int token, in Mention mention, List<Mention> others)
    {
        foreach (var other in others)
        {
            if (other.First <= token && token < other.End && other.First != mention.First)
                return true;
        }

        return false;
    }
}
