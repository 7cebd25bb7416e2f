using Appliance.Coding.Specificity;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Explanation;

/// <summary>Finds the words of the note that made a code more specific than the term that led to it.</summary>
internal static class SpecificWords
{
    private const int MaxWords = 6;

    /// <summary>The step of the rule path in words; null when the words stand in no sentence of the code's mentions.</summary>
    public static string? Sentence(ReleaseEngine engine, Candidate candidate)
    {
        var main = candidate.Findings.MaxBy(f => f.Weight)!;
        if (main.Supported == 0 || main.IsGuess)
            return null;
        var vocabulary = engine.Lexicon.Vocabulary;
        var wanted = Concepts(vocabulary, TitleWords.Read(engine.Lexicon.Codes[main.Entry].Title).Words);
        wanted.ExceptWith(Concepts(vocabulary, Tokenizer.Words(main.Term.Text)));
        var words = new List<string>();
        foreach (var finding in candidate.Findings.OrderByDescending(f => f.Weight))
        {
            for (var i = finding.Sentence.FirstToken; i < finding.Sentence.EndToken && words.Count < MaxWords; i++)
            {
                var token = finding.Note.Tokens[i];
                if (token.Concept >= 0 && wanted.Remove(token.Concept))
                    words.Add($"“{finding.Note.Note.Text[token.Start..token.End]}”");
            }
        }

        var code = engine.Lexicon.Codes[main.Term.Entry].Code;
        return words.Count == 0 ? null : $"{string.Join(", ", words)} in the note {(words.Count == 1 ? "makes" : "make")} {code} more specific: {candidate.Code}.";
    }

    private static HashSet<int> Concepts(Vocabulary vocabulary, IEnumerable<string> words) =>
        words.Where(word => !TitleWords.IsStop(word)).Select(word => vocabulary.Find(word).Concept).Where(concept => concept >= 0).ToHashSet();
}
