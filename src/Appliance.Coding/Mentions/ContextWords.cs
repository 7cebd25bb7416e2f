using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>The context conditions of our own list as concepts of one release's vocabulary.</summary>
internal sealed class ContextRules
{
    private readonly (int[] InNote, int[] InSentence, int[] NotInSentence)[] _rules;

    public ContextRules(Vocabulary vocabulary)
    {
        _rules = [.. OwnTerms.Contexts.Select(c => (Concepts(c.InNote), Concepts(c.InSentence), Concepts(c.NotInSentence)))];

        int[] Concepts(string[] words) => [.. words.Select(w => vocabulary.Find(w).Concept).Where(id => id >= 0).Distinct()];
    }

    /// <summary>Concepts of a condition.</summary>
    public (int[] InNote, int[] InSentence, int[] NotInSentence) this[int context] => _rules[context];
}

/// <summary>Gives a mention its meaning from the words round it. Counts the concepts of the note once, when first asked.</summary>
internal sealed class ContextWords(ContextRules rules, Lexicon lexicon, NoteStructure note)
{
    private HashSet<int>? _concepts;

    /// <summary>The term that a mention means here: the first of those with its words whose condition holds; null when none does.</summary>
    public Term? Meaning(in Mention mention, in Sentence sentence)
    {
        for (var next = mention.Term; next >= 0; next = lexicon.Terms[next].Next)
        {
            var term = lexicon.Terms[next];
            if (term.Context < 0 || Allows(term, mention, sentence))
                return term;
        }

        return null;
    }

    /// <summary>Only a single word, or a phrase that counts word for word, asks for context: the longer forms in the same entry say themselves what is meant.</summary>
    private bool Allows(in Term term, in Mention mention, in Sentence sentence)
    {
        var context = OwnTerms.Contexts[term.Context];
        if (context.AsWritten && !IsAsWritten(term.Text, mention, sentence))
            return false;
        if (!context.AsWritten && mention.End - mention.First > 1)
            return true;
        if (context.NotInExam && sentence.Section is SectionKind.Exam or SectionKind.Results or SectionKind.ReviewOfSystems)
            return false;
        var (inNote, inSentence, notInSentence) = rules[term.Context];
        if (HasOne(sentence, notInSentence))
            return false;
        return context.IsDefault || (context.AsProblem && IsProblem(sentence)) || HasOne(sentence, inSentence) || HasOne(inNote);
    }

    private static bool IsProblem(in Sentence sentence) =>
        sentence.Role != SentenceRole.Body || sentence.Section is SectionKind.Diagnoses or SectionKind.ProblemList or SectionKind.PastHistory;

    private bool HasOne(in Sentence sentence, int[] concepts)
    {
        for (var i = sentence.FirstToken; concepts.Length > 0 && i < sentence.EndToken; i++)
        {
            if (concepts.AsSpan().Contains(note.Tokens[i].Concept))
                return true;
        }

        return false;
    }

    private bool HasOne(int[] concepts)
    {
        if (concepts.Length == 0)
            return false;
        _concepts ??= [.. note.Tokens.Where(t => t.Concept >= 0).Select(t => t.Concept)];
        return Array.Exists(concepts, _concepts.Contains);
    }

    /// <summary>True when the phrase stands in the note word for word, with the little words that matching leaves out.</summary>
    private bool IsAsWritten(string phrase, in Mention mention, in Sentence sentence)
    {
        var words = Tokenizer.Words(phrase);
        var first = mention.First - words.FindIndex(w => w == OwnTerms.WordsOf(phrase)[0]);
        if (first < sentence.FirstToken || first + words.Count > sentence.EndToken)
            return false;
        for (var i = 0; i < words.Count; i++)
        {
            var token = note.Tokens[first + i];
            if (!note.Note.Text.AsSpan(token.Start, token.End - token.Start).Equals(words[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
