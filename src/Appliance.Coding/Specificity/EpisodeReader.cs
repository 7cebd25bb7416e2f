using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>What an encounter is for an injury (guideline I.C.19.a, c).</summary>
internal enum Episode : byte
{
    /// <summary>Active treatment.</summary>
    Initial = 0,

    /// <summary>Routine care while it heals.</summary>
    Subsequent,

    /// <summary>Delayed healing.</summary>
    Delayed,

    /// <summary>Nonunion.</summary>
    Nonunion,

    /// <summary>Malunion.</summary>
    Malunion,

    /// <summary>What it left behind.</summary>
    Sequela,
}

/// <summary>Whether a fracture is open, and how (Gustilo).</summary>
internal enum Wound : byte
{
    /// <summary>Closed, or not said (guideline I.C.19.c).</summary>
    Closed = 0,

    /// <summary>Open, type I, II or not given.</summary>
    Open,

    /// <summary>Open, type IIIA, IIIB or IIIC.</summary>
    OpenThree,
}

/// <summary>
/// Reads the episode of an injury: from the sentence that names it, then from the problem's own text, then from what the visit is for (chief complaint and the first sentences of the
/// history). A return to a physician alone is no end of active treatment: the words must speak of healing, aftercare, the time since an operation, or a follow-up of the injury.
/// </summary>
internal sealed class EpisodeReader
{
    private const int VisitSentences = 4;

    private static readonly (Episode Episode, string[] Phrases)[] Words =
    [
        (Episode.Nonunion, ["nonunion", "non union", "ununited", "non healed fracture"]),
        (Episode.Malunion, ["malunion", "mal union", "malunited"]),
        (Episode.Delayed, ["delayed healing", "delayed union", "slow healing", "delayed bone healing"]),
        (Episode.Sequela, ["sequela", "sequelae", "late effect", "late effects", "old burn", "old injury", "residual of"]),
        (Episode.Subsequent, ["healing", "healed", "aftercare", "subsequent", "union", "routine healing", "healing well", "callus", "follow up of", "followup of", "status post orif", "s p orif", "status post open reduction", "status post closed reduction",
            "status post fixation", "status post repair"]),
    ];

    private static readonly string[] ProblemPhrases = ["healing well", "healing appropriately", "healing nicely", "healing as expected", "is healing", "routine healing", "callus formation", "continues to heal", "interval healing", "well healed", "cast removed", "cast was removed", "sutures removed"];

    private static readonly string[] VisitPhrases =
    [
        "post op", "postop", "postoperative visit", "postoperative follow", "weeks status post", "weeks s p", "months status post", "months s p", "days status post", "weeks post", "weeks after surgery",
        "weeks out from", "months out from", "weeks postoperative", "cast removed", "cast was removed", "cast removal", "suture removal", "status post orif", "status post open reduction", "status post closed reduction", "after closed reduction",
        "after open reduction", "second visit", "weeks since surgery", "wound check", "rehabilitation",
    ];

    /// <summary>These count only where the same sentence names what the injury's name names: a return for blood pressure says nothing of a new sprain.</summary>
    private static readonly string[] ReturnPhrases = ["follow up", "followup", "recheck", "follow ups"];

    /// <summary>A return from the emergency department is not the end of active treatment.</summary>
    private static readonly string[] NotAfter = ["emergency", "ed", "er", "urgent", "new patient", "referral", "referred", "first visit", "initial"];

    private readonly (Episode Episode, int[][] Phrases)[] _words;
    private readonly int[][] _problem;
    private readonly int[][] _visit;
    private readonly int[][] _returns;
    private readonly int[][] _notAfter;
    private readonly HashSet<int> _open;
    private readonly HashSet<int> _three;
    private readonly HashSet<int> _denials;
    private readonly int _fracture;
    private readonly int _reduction;

    public EpisodeReader(Vocabulary vocabulary)
    {
        _words = [.. Words.Select(w => (w.Episode, Ids(w.Phrases, vocabulary)))];
        _problem = Ids(ProblemPhrases, vocabulary);
        _visit = Ids(VisitPhrases, vocabulary);
        _returns = Ids(ReturnPhrases, vocabulary);
        _notAfter = Ids(NotAfter, vocabulary);
        _open = Surfaces(["open", "compound"], vocabulary);
        _three = Surfaces(["iii", "iiia", "iiib", "iiic", "3a", "3b", "3c"], vocabulary);
        _denials = Surfaces(["no", "not", "without", "denies", "never", "non"], vocabulary);
        _fracture = vocabulary.Find("fracture").Concept;
        _reduction = vocabulary.Find("reduction").Concept;
    }

    /// <summary>Words that must be known before the vocabulary is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        foreach (var word in Words.SelectMany(w => w.Phrases).Concat(ProblemPhrases).Concat(VisitPhrases).Concat(ReturnPhrases).Concat(NotAfter).SelectMany(Tokenizer.Words))
            vocabulary.Add(word);
        foreach (var word in new[] { "open", "compound", "iii", "iiia", "iiib", "iiic", "3a", "3b", "3c", "reduction", "fracture", "gustilo", "no", "not", "without", "denies", "never", "non" })
            vocabulary.Add(word);
    }

    /// <summary>The episode of an injury named in a sentence.</summary>
    public Episode EpisodeOf(NoteStructure note, in Sentence sentence)
    {
        foreach (var (episode, phrases) in _words)
        {
            if (Has(note, sentence, phrases))
                return episode;
        }

        return IsHealing(note, sentence) || IsReturn(note, sentence) ? Episode.Subsequent : Episode.Initial;
    }

    /// <summary>Whether the fracture named in a sentence is open: the word stands near "fracture", not with "reduction".</summary>
    public Wound WoundOf(NoteStructure note, in Sentence sentence)
    {
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            if (!_open.Contains(note.Tokens[i].Surface) || (i + 1 < sentence.EndToken && note.Tokens[i + 1].Concept == _reduction && _reduction >= 0) || !IsNearFracture(note, sentence, i))
                continue;
            for (var k = sentence.FirstToken; k < sentence.EndToken; k++)
            {
                if (_three.Contains(note.Tokens[k].Surface))
                    return Wound.OpenThree;
            }

            return Wound.Open;
        }

        return Wound.Closed;
    }

    private bool IsNearFracture(NoteStructure note, in Sentence sentence, int at)
    {
        for (var i = Math.Max(sentence.FirstToken, at - 8); i < Math.Min(sentence.EndToken, at + 7); i++)
        {
            if (note.Tokens[i].Concept == _fracture)
                return true;
        }

        return false;
    }

    /// <summary>The problem's own text says that it heals.</summary>
    private bool IsHealing(NoteStructure note, in Sentence sentence)
    {
        if (sentence.Problem < 0)
            return false;
        foreach (var other in note.Sentences)
        {
            if (other.Problem == sentence.Problem && Has(note, other, _problem))
                return true;
        }

        return false;
    }

    /// <summary>The visit is a return after treatment: said by the chief complaint or by the first sentences of the history.</summary>
    private bool IsReturn(NoteStructure note, in Sentence injury)
    {
        var seen = 0;
        foreach (var sentence in note.Sentences)
        {
            if (sentence.Section is SectionKind.ChiefComplaint || (sentence.Section is SectionKind.PresentIllness or SectionKind.None && seen++ < VisitSentences))
            {
                if (!Has(note, sentence, _notAfter) && (Has(note, sentence, _visit) || (Has(note, sentence, _returns) && Shares(note, sentence, injury))))
                    return true;
            }
        }

        return false;
    }

    /// <summary>True when a word of some length stands in both.</summary>
    private static bool Shares(NoteStructure note, in Sentence a, in Sentence b)
    {
        for (var i = a.FirstToken; i < a.EndToken; i++)
        {
            for (var k = b.FirstToken; k < b.EndToken && note.Tokens[i].Concept >= 0 && note.Tokens[i].End - note.Tokens[i].Start > 3; k++)
            {
                if (note.Tokens[k].Concept == note.Tokens[i].Concept)
                    return true;
            }
        }

        return false;
    }

    private bool Has(NoteStructure note, in Sentence sentence, int[][] phrases)
    {
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            foreach (var phrase in phrases)
            {
                if (note.Tokens[i].Surface == phrase[0] && Follows(note, sentence, i, phrase) && !(i > sentence.FirstToken && _denials.Contains(note.Tokens[i - 1].Surface)))
                    return true;
            }
        }

        return false;
    }

    private static bool Follows(NoteStructure note, in Sentence sentence, int at, int[] phrase)
    {
        if (at + phrase.Length > sentence.EndToken)
            return false;
        for (var i = 1; i < phrase.Length; i++)
        {
            if (note.Tokens[at + i].Surface != phrase[i])
                return false;
        }

        return true;
    }

    private static int[][] Ids(string[] phrases, Vocabulary vocabulary) => [.. phrases.Select(p => Tokenizer.Words(p).Select(w => vocabulary.Surface(w)).ToArray())];

    private static HashSet<int> Surfaces(string[] words, Vocabulary vocabulary) => words.Select(w => vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
}
