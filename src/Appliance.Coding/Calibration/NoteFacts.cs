using Appliance.Coding.Assertion;
using Appliance.Coding.Confidence;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Calibration;

/// <summary>What the engine found for one code of one encounter, as far as a profile needs it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Entry">Index of the code or of its stem.</param>
/// <param name="Static">The features that no table of a profile enters.</param>
/// <param name="Terms">The terms that led to it; one that is inside a longer term or has a wide gap has a tilde before it.</param>
/// <param name="First">First token of the mention that speaks most for it, counted over all notes.</param>
/// <param name="End">One past its last.</param>
internal sealed record CandidateFacts(string Code, int Entry, float[] Static, string[] Terms, int First, int End);

/// <summary>A clue and where it first stands, counted over all notes.</summary>
internal readonly record struct Clue(ulong Key, int First, int End);

/// <summary>What a profile needs of one encounter.</summary>
/// <param name="Candidates">One for each code that the engine found, in reading order.</param>
/// <param name="Clues">The clues of its sentences.</param>
/// <param name="Concepts">The different words of its notes, sorted.</param>
/// <param name="Tokens">How many words and numbers its notes have.</param>
internal sealed record NoteFacts(List<CandidateFacts> Candidates, Clue[] Clues, int[] Concepts, int Tokens)
{
    /// <summary>Gathers the facts of an encounter that was read.</summary>
    public static NoteFacts From(IReadOnlyList<NoteStructure> notes, List<Finding> findings, ClueReader clues)
    {
        var start = new Dictionary<NoteStructure, int>(ReferenceEqualityComparer.Instance);
        var before = 0;
        foreach (var note in notes)
        {
            start.Add(note, before);
            before += note.Tokens.Count;
        }

        var tokens = Math.Max(1, notes.Sum(n => n.Tokens.Count));
        var byCode = new Dictionary<string, List<Finding>>(StringComparer.Ordinal);
        var order = new List<List<Finding>>();
        foreach (var finding in findings)
        {
            if (!byCode.TryGetValue(finding.Code, out var list))
            {
                list = [];
                byCode.Add(finding.Code, list);
                order.Add(list);
            }

            list.Add(finding);
        }

        var candidates = new List<CandidateFacts>(order.Count);
        foreach (var list in order)
        {
            var best = list.MaxBy(f => f.Weight)!;
            var at = start[best.Note];
            candidates.Add(new CandidateFacts(list[0].Code, list[0].Entry, StaticFeatures.Of(list, tokens), Terms(list), at + best.Mention.First, at + best.Mention.End));
        }

        var places = new Clue[clues.Found.Count];
        var next = 0;
        foreach (var (key, (_, place)) in clues.Found)
            places[next++] = new Clue(key, start[place.Note] + place.First, start[place.Note] + place.End);
        return new NoteFacts(candidates, places, ConceptsOf(notes), tokens);
    }

    private static string[] Terms(List<Finding> findings)
    {
        if (findings.Count == 1)
            return [NameOf(findings[0])];
        var terms = new List<string>(findings.Count);
        foreach (var finding in findings)
        {
            var name = NameOf(finding);
            if (!terms.Contains(name))
                terms.Add(name);
        }

        return [.. terms];
    }

    private static string NameOf(Finding finding) => finding.IsWeak ? "~" + finding.Term.Text : finding.Term.Text;

    private static int[] ConceptsOf(IReadOnlyList<NoteStructure> notes)
    {
        var concepts = new HashSet<int>();
        foreach (var note in notes)
        {
            foreach (var token in note.Tokens)
            {
                if (token.Concept >= 0)
                    concepts.Add(token.Concept);
            }
        }

        var sorted = concepts.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}

/// <summary>The features of a candidate that the engine knows by itself.</summary>
internal static class StaticFeatures
{
    /// <summary>Names of the features, in their order.</summary>
    public static readonly string[] Names =
    [
        "mentions", "engine confidence", "origin", "words of the term", "gap", "guesses", "words supported", "affirmed", "negated", "historical", "of others", "possible",
        "first place", "last place", "characters", "terms", "section", "problem heading", "words of the longest term", "weak", "negation of the best",
    ];

    public static float[] Of(List<Finding> findings, int tokens)
    {
        var row = new float[Names.Length];
        var best = findings[0];
        var terms = 1;
        var gap = float.MaxValue;
        var first = int.MaxValue;
        var last = 0;
        var longest = 0;
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            if (finding.Weight > best.Weight)
                best = finding;
            if (i > 0 && finding.Term.Text != findings[i - 1].Term.Text)
                terms++;
            gap = Math.Min(gap, finding.Mention.Gap);
            first = Math.Min(first, finding.Mention.First);
            last = Math.Max(last, finding.Mention.First);
            longest = Math.Max(longest, finding.Term.Words);
            row[5] += finding.IsGuess ? 1f : 0f;
            row[19] += finding.IsWeak ? 1f : 0f;
            row[6] = Math.Max(row[6], finding.Supported);
            row[KindSlot(finding.Assertion.Kind)] += 1f;
        }

        foreach (var share in new[] { 5, 7, 8, 9, 10, 11, 19 })
            row[share] /= findings.Count;
        row[0] = MathF.Log(1 + findings.Count);
        row[1] = (float)Weights.Combine(findings);
        row[2] = (float)best.Term.Origin;
        row[3] = best.Term.Words;
        row[4] = gap;
        row[12] = (float)first / tokens;
        row[13] = (float)last / tokens;
        row[14] = Math.Min(80, best.End - best.Start);
        row[15] = terms;
        row[16] = (float)best.Sentence.Section;
        row[17] = best.Sentence.Role == SentenceRole.ProblemHeading ? 1f : 0f;
        row[18] = longest;
        row[20] = (float)best.Assertion.Kind;
        return row;
    }

    private static int KindSlot(AssertionKind kind) => kind switch
    {
        AssertionKind.Affirmed => 7,
        AssertionKind.Negated => 8,
        AssertionKind.Historical or AssertionKind.Resolved => 9,
        AssertionKind.Possible => 11,
        _ => 10,
    };
}
