using Appliance.Coding.Structure;

namespace Appliance.Coding.Assertion;

/// <summary>Kinds of the file cues.txt, which explains them.</summary>
internal enum CueKind : byte
{
    None = 0,
    DenyBefore,
    DenyNear,
    DenyAfter,
    Pseudo,
    DoubtBefore,
    DoubtAfter,
    DoubtBetween,
    ThoughtBefore,
    ThoughtNear,
    ThoughtAfter,
    PersistAfter,
    PlanBefore,
    Act,
    ScreenBefore,
    ScreenAfter,
    AllergyBefore,
    AllergyAfter,
    Reaction,
    PastBefore,
    PastNear,
    PastAfter,
    PastTime,
    FreeAfter,
    ResolvedBefore,
    ResolvedAfter,
    Belief,
    Have,
    Had,
    Stop,
    StopNear,
    Onward,
    Family,
    FamilyHistory,
    FamilyAfter,
    Informant,
    InformantBefore,
    Other,
    Death,
    Duration,
}

/// <summary>A cue found in a sentence.</summary>
/// <param name="Kind">What it does; one phrase may appear with several kinds.</param>
/// <param name="First">First token.</param>
/// <param name="End">One past its last token.</param>
internal readonly record struct Cue(CueKind Kind, int First, int End);

/// <summary>All cue phrases as one tree over surface words; the longest phrase wins, and carries every kind it is listed under.</summary>
internal sealed class CueTree
{
    private readonly Dictionary<(int Node, int Word), int> _next = [];
    private readonly List<ulong> _kinds = [0];

    public CueTree(Vocabulary vocabulary)
    {
        foreach (var record in DataFile.Read("cues.txt"))
        {
            var kind = Enum.Parse<CueKind>(record[0].Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true);
            foreach (var phrase in record[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                Add(vocabulary, phrase, kind);
        }
    }

    /// <summary>Finds the cues of one sentence.</summary>
    public void Find(List<Token> tokens, int first, int end, List<Cue> cues)
    {
        cues.Clear();
        var covered = first;
        for (var i = first; i < end; i++)
        {
            var node = 0;
            var best = 0;
            var bestEnd = i;
            for (var k = i; k < end && _next.TryGetValue((node, tokens[k].Surface), out node); k++)
            {
                if (_kinds[node] != 0)
                    (best, bestEnd) = (node, k + 1);
            }

            // A phrase inside one already found says nothing of its own; one that goes beyond it does ("is negative", "negative for").
            if (best == 0 || bestEnd <= covered)
                continue;

            for (var kind = CueKind.DenyBefore; kind <= CueKind.Duration; kind++)
            {
                if ((_kinds[best] & (1UL << (int)kind)) != 0)
                    cues.Add(new Cue(kind, i, bestEnd));
            }

            covered = bestEnd;
        }
    }

    private void Add(Vocabulary vocabulary, string phrase, CueKind kind)
    {
        var node = 0;
        foreach (var word in Tokenizer.Words(phrase))
        {
            var key = (node, vocabulary.Add(word));
            if (!_next.TryGetValue(key, out var next))
            {
                next = _kinds.Count;
                _kinds.Add(0);
                _next.Add(key, next);
            }

            node = next;
        }

        _kinds[node] |= 1UL << (int)kind;
    }
}
