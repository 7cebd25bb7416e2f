namespace Appliance.Coding.Guidelines;

/// <summary>What a rule does to the codes of an encounter; docs/coding-engine.md tells how each is written.</summary>
internal enum EffectKind : byte
{
    /// <summary>The code is replaced.</summary>
    Become = 0,

    /// <summary>The code is not reported.</summary>
    Drop,

    /// <summary>The other code, which met the condition "with", is not reported.</summary>
    DropWith,

    /// <summary>A second code is reported after it.</summary>
    Add,

    /// <summary>A second code is reported before it.</summary>
    AddBefore,

    /// <summary>A mention's etiology has a manifestation code, which follows it.</summary>
    Pair,

    /// <summary>A condition said to be past stays itself.</summary>
    Keep,

    /// <summary>It stands before all others.</summary>
    First,

    /// <summary>It stands behind all others.</summary>
    Last,

    /// <summary>Any other code goes before it when it would be first.</summary>
    NeverFirst,

    /// <summary>It stands before the codes named.</summary>
    Before,

    /// <summary>It stands after the codes named.</summary>
    After,

    /// <summary>It is not reported when nothing else is.</summary>
    NotAlone,

    /// <summary>A gap in the documentation is told.</summary>
    Gap,
}

/// <summary>What a condition looks at.</summary>
internal enum ClauseKind : byte
{
    /// <summary>Another reported code.</summary>
    With = 0,

    /// <summary>Another reported code, mentioned in the same sentence.</summary>
    Near,

    /// <summary>Any code found in the notes, reported or not.</summary>
    Found,

    /// <summary>Words of the mention.</summary>
    Says,

    /// <summary>Words of the mention of the code that met "with".</summary>
    WithSays,

    /// <summary>Words of the sentence that mentions the code that met "with".</summary>
    WithSentence,

    /// <summary>Words of the mention or straight before it.</summary>
    By,

    /// <summary>A "use additional code" note of the tabular list at the code asks for one of these.</summary>
    Asks,

    /// <summary>Words of the mention's sentence.</summary>
    Sentence,

    /// <summary>Words anywhere in the notes, not denied and not of the family.</summary>
    Note,

    /// <summary>A medicine that the patient takes for long: of a list of medications, or said to be taken.</summary>
    Medication,

    /// <summary>A medicine that is named anywhere as taken or given.</summary>
    Treated,

    /// <summary>A number that the notes give.</summary>
    Measure,

    /// <summary>The setting.</summary>
    Setting,

    /// <summary>Age in years.</summary>
    Age,

    /// <summary>Administrative sex.</summary>
    Sex,

    /// <summary>The mention is of the past.</summary>
    Past,

    /// <summary>The mention is uncertain.</summary>
    Uncertain,

    /// <summary>First date of service.</summary>
    From,

    /// <summary>Last date of service.</summary>
    To,
}

/// <summary>One part of a rule's condition.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="Not">True when it must not hold.</param>
internal sealed record Clause(ClauseKind Kind, bool Not)
{
    /// <summary>Codes looked for.</summary>
    public Prefixes Codes { get; init; }

    /// <summary>True when the codes are written with "@", the category of the rule's own code.</summary>
    public bool IsRelative => Codes.Values.Any(v => v[0] == '@');

    /// <summary>Words looked for, each phrase as concepts.</summary>
    public int[][] Phrases { get; init; } = [];

    /// <summary>Setting, sex, measure or date, as written.</summary>
    public string Value { get; init; } = string.Empty;

    /// <summary>Least number, both ends included.</summary>
    public double Low { get; init; }

    /// <summary>Greatest number.</summary>
    public double High { get; init; }

    /// <summary>Date of <see cref="ClauseKind.From"/> and <see cref="ClauseKind.To"/>.</summary>
    public DateOnly Date { get; init; }
}

/// <summary>One effect of a rule.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Argument">Code, codes or kind of gap; empty when it takes none. "@" stands for the category of the rule's own code.</param>
internal sealed record Effect(EffectKind Kind, string Argument)
{
    /// <summary>The argument as beginnings of codes.</summary>
    public Prefixes Codes { get; init; }
}

/// <summary>A rule of the Official Guidelines or of a note of the tabular list, as its line in the rule files says it.</summary>
/// <param name="Id">Stable id; stands in the rule path of what it touched.</param>
/// <param name="Section">Section of the guidelines ("I.C.9.a.1"), or the entry of the tabular list or the index whose note says it ("tabular J44.0").</param>
/// <param name="Codes">The codes it is about; matches none for a rule that no code calls.</param>
/// <param name="Clauses">All must hold.</param>
/// <param name="Effects">What it does, in order.</param>
/// <param name="Reason">Why, in our own words.</param>
internal sealed record Rule(string Id, string Section, Prefixes Codes, Clause[] Clauses, Effect[] Effects, string Reason)
{
    /// <summary>First letters of which one must be among the codes for its first "with" to hold; all bits when it has none. Lets rules be passed over quickly.</summary>
    public uint WithLetters { get; } = Array.Find(Clauses, c => c.Kind is ClauseKind.With or ClauseKind.Near && !c.Not) is { IsRelative: false } clause ? clause.Codes.Letters : uint.MaxValue;

    /// <summary>The clause that another code meets, of which "with-says" and the effects then speak; null when there is none.</summary>
    public Clause? Other { get; } = Array.Find(Clauses, c => c.Kind is ClauseKind.With or ClauseKind.Near && !c.Not);

    /// <summary>True when it has an effect of this kind.</summary>
    public bool Does(EffectKind kind) => Array.Exists(Effects, e => e.Kind == kind);

    /// <summary>True when it has a clause of this kind.</summary>
    public bool Asks(ClauseKind kind) => Array.Exists(Clauses, c => c.Kind == kind);

    /// <summary>Where it stands, for the rule path.</summary>
    public string Source => Section.StartsWith('I') ? "guideline " + Section : Section;
}
