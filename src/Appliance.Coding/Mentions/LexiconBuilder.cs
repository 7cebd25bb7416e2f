using System.Runtime.InteropServices;
using Appliance.CodeSets;
using Appliance.Coding.Assertion;
using Appliance.Coding.ExternalCauses;
using Appliance.Coding.Guidelines;
using Appliance.Coding.Specificity;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>Compiles the lexicon of a release from its official terms and our own list.</summary>
internal sealed class LexiconBuilder
{
    private const int MaxWords = 9;

    private readonly Vocabulary _vocabulary = new(40_000);
    private readonly TermShaper _shaper = new();
    private readonly TermRules _rules = new();
    private readonly List<Term> _terms = [];
    private readonly List<string> _distinct = [];
    private readonly HashSet<int> _names = [];
    private readonly Dictionary<Bag, int> _byBag = new(200_000);
    private readonly CodeTree _codes;

    private LexiconBuilder(CodeSet set)
    {
        foreach (var group in DataFile.Read("synonyms.txt"))
            _vocabulary.Join(group[0].Split(',', StringSplitOptions.TrimEntries));
        FamilyReader.AddWords(_vocabulary);
        SeventhCharacter.AddWords(_vocabulary);
        RuleWords.AddWords(_vocabulary);
        FactReader.AddWords(_vocabulary);
        StoryBook.AddWords(_vocabulary);
        LongTermDrugs.AddWords(_vocabulary);
        _codes = new CodeTree(set, _vocabulary);
    }

    /// <summary>Compiles.</summary>
    /// <param name="set">The release.</param>
    /// <param name="lender">A release whose index and notes are borrowed when this one has none; may be the same.</param>
    public static Lexicon Build(CodeSet set, CodeSet lender)
    {
        var builder = new LexiconBuilder(set);
        var cues = new CueTree(builder._vocabulary);
        builder.AddOwn();
        foreach (var term in set.Terms)
            builder.AddOfficial(term);
        if (!ReferenceEquals(set, lender) && (!set.Release.HasIndex || !set.Release.HasNotes))
        {
            foreach (var term in lender.Terms)
            {
                if (term.Source != TermSource.Title && set.Check(term.Code) is not (CodeValidity.Unknown or CodeValidity.NotInForce))
                    builder.AddOfficial(term);
            }
        }

        builder.AddGeneral();
        builder._vocabulary.Spelling = new Spelling(builder._vocabulary, builder._names);
        return new Lexicon(builder._vocabulary, cues, builder._codes, [.. builder._terms], new ExactTerms(set, lender, builder._codes), builder.Tree());
    }

    private void AddOwn()
    {
        foreach (var word in OwnTerms.Contexts.SelectMany(c => (string[])[.. c.InNote, .. c.InSentence, .. c.NotInSentence]))
            _vocabulary.Add(word);
        foreach (var entry in OwnTerms.Read())
        {
            var code = _codes.Find(entry.Code);
            if (code < 0)
                continue;
            foreach (var phrase in entry.Phrases)
                Add(OwnTerms.WordsOf(phrase), new Term(code, TermOrigin.Own, 0, phrase, (short)entry.Context));
        }
    }

    private void AddGeneral()
    {
        foreach (var record in DataFile.Read("general-terms.txt"))
        {
            var code = _codes.Find(record[1]);
            if (code < 0)
                continue;
            foreach (var phrase in record[0].Split(',', StringSplitOptions.TrimEntries))
                Add([.. Tokenizer.Words(phrase).Where(w => !TitleWords.IsStop(w))], new Term(code, TermOrigin.General, 0, record[2], -1));
        }
    }

    private void AddOfficial(LexicalTerm term)
    {
        var origin = TermRules.OriginOf(term.Source);
        var code = _codes.Find(term.Code);
        if (origin is null || code < 0 || _rules.IsSkipped(term, _codes.IsResidual(code)))
            return;
        foreach (var words in _shaper.Shape(term.Text, term.Source == TermSource.Title))
        {
            if (!_rules.IsSkipped(words, origin.Value))
                Add(words, new Term(code, origin.Value, 0, term.Path ?? term.Text, -1));
        }
    }

    private void Add(List<string> words, Term term)
    {
        Span<int> ids = stackalloc int[MaxWords + 1];
        var count = 0;
        _distinct.Clear();
        foreach (var word in words)
        {
            var concept = _vocabulary.ConceptOf(_vocabulary.Add(word));
            if (ids[..count].Contains(concept))
                continue;
            if (count > MaxWords - 1)
                return;
            ids[count++] = concept;
            _distinct.Add(word);
            if (term.Origin == TermOrigin.Own ? word.Length > 7 : TermRules.NamesDisease(word))
                _names.Add(_vocabulary.Surface(word));
        }

        if (count == 0 || _rules.IsSkipped(CollectionsMarshal.AsSpan(_distinct), term.Origin))
            return;
        ids[..count].Sort();
        var bag = new Bag(ids[..count].ToArray());
        term = term with { Words = (byte)count };
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_byBag, bag, out var exists);
        if (!exists)
        {
            known = _terms.Count;
            _terms.Add(term);
        }
        else if (_terms[known].Context >= 0)
        {
            AddMeaning(known, term);
        }
        else if (IsBetter(term, _terms[known]))
        {
            _terms[known] = term;
        }
    }

    /// <summary>The words of an ambiguous entry mean something else where its condition does not hold.</summary>
    private void AddMeaning(int known, Term term)
    {
        while (_terms[known].Next >= 0)
            known = _terms[known].Next;
        if (_terms[known].Context < 0)
        {
            if (IsBetter(term, _terms[known]))
                _terms[known] = term;
            return;
        }

        _terms[known] = _terms[known] with { Next = _terms.Count };
        _terms.Add(term);
    }

    /// <summary>
    /// Of two codes under the same words: the earlier table; the code below the other; the one whose title says "unspecified"; a code that is billable or lacks only
    /// its 7th character; the first in tabular order.
    /// </summary>
    private bool IsBetter(Term candidate, Term known)
    {
        if (candidate.Origin != known.Origin)
            return candidate.Origin < known.Origin;
        if (candidate.Entry == known.Entry || candidate.Origin == TermOrigin.Own)
            return false;
        if (candidate.Entry > known.Entry && candidate.Entry <= _codes.LastDescendant(known.Entry) && _codes.IsDefault(candidate.Entry))
            return !_codes.IsDefault(known.Entry) || !_codes.IsLeaf(known.Entry);
        if (_codes.IsLeaf(candidate.Entry) != _codes.IsLeaf(known.Entry))
            return false;
        return _codes.IsDefault(candidate.Entry) && !_codes.IsDefault(known.Entry);
    }

    private (int[] Word, int[] First, int[] Term, int[] Root, int[] Rank) Tree()
    {
        var bags = _byBag.ToArray();
        var rank = Ranks(bags, out var ranked);
        foreach (var (bag, _) in bags)
        {
            for (var i = 0; i < bag.Ids.Length; i++)
                bag.Ids[i] = rank[bag.Ids[i]];
            Array.Sort(bag.Ids);
        }

        Array.Sort(bags, (a, b) => a.Key.Ids.AsSpan().SequenceCompareTo(b.Key.Ids));
        return TreeBuilder.Build(bags, ranked, rank);
    }

    private int[] Ranks(KeyValuePair<Bag, int>[] bags, out int ranked)
    {
        var uses = new int[_vocabulary.Count];
        foreach (var (bag, _) in bags)
        {
            foreach (var id in bag.Ids)
                uses[id]++;
        }

        var order = Enumerable.Range(0, uses.Length).Where(i => uses[i] > 0).OrderBy(i => uses[i]).ThenBy(i => i).ToArray();
        var rank = new int[uses.Length];
        Array.Fill(rank, -1);
        for (var i = 0; i < order.Length; i++)
            rank[order[i]] = i;
        ranked = order.Length;
        return rank;
    }
}
