using Appliance.Coding.ExternalCauses;
using Appliance.Coding.Guidelines;
using Appliance.Coding.Mentions;
using Appliance.Coding.Specificity;

namespace Appliance.Coding;

/// <summary>What reading under one release needs, compiled once and shared by all threads.</summary>
internal sealed class ReleaseEngine
{
    private readonly HashSet<int> _barriers;
    private readonly HashSet<int> _pastWords;

    public ReleaseEngine(Lexicon lexicon)
    {
        Lexicon = lexicon;
        Leaves = new LeafChooser(lexicon.Codes, lexicon.Vocabulary);
        Seventh = new SeventhCharacter(lexicon.Vocabulary);
        Rules = new RuleBook(lexicon);
        Notes = new TabularNotes(lexicon.Codes.Set);
        Gestation = new GestationReader(lexicon.Vocabulary);
        Guidelines = new GuidelineRules(lexicon, Rules, Notes, new SpecificCode(lexicon, Leaves, Seventh, Gestation));
        Sequence = new Sequence(Rules, Notes);
        Missing = new MissingFacts(lexicon.Codes);
        Stories = new StoryBook(lexicon);
        Drugs = new LongTermDrugs(lexicon);
        _barriers = new[] { "no", "not", "without", "denies", "denied", "negative", "but", "nor" }.Select(w => lexicon.Vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
        _pastWords = new[] { "history", "post", "p", "prior", "previous", "removed", "bound", "place" }.Select(w => lexicon.Vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
        Contexts = new ContextRules(lexicon.Vocabulary);
    }

    /// <summary>Words of a phrase that say that an act is over ("status post nephrectomy").</summary>
    public bool IsPastWord(int surface) => surface >= 0 && _pastWords.Contains(surface);

    public Lexicon Lexicon { get; }

    public LeafChooser Leaves { get; }

    public SeventhCharacter Seventh { get; }

    public GuidelineRules Guidelines { get; }

    public RuleBook Rules { get; }

    public TabularNotes Notes { get; }

    public Sequence Sequence { get; }

    /// <summary>Weeks and trimester of a pregnancy.</summary>
    public GestationReader Gestation { get; }

    /// <summary>What a more specific code would ask for.</summary>
    public MissingFacts Missing { get; }

    /// <summary>How the story of an injury leads to its external cause.</summary>
    public StoryBook Stories { get; }

    /// <summary>Medicines whose long-term use is coded.</summary>
    public LongTermDrugs Drugs { get; }

    /// <summary>The context conditions of our own list.</summary>
    public ContextRules Contexts { get; }

    /// <summary>Words beyond which a fact belongs to another statement.</summary>
    public bool IsBarrier(int surface) => surface >= 0 && _barriers.Contains(surface);
}
