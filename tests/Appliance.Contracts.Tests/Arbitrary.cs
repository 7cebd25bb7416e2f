using Appliance.Domain;

namespace Appliance.Contracts.Tests;

/// <summary>Random but reproducible encounters and results; the seed is the property's input.</summary>
internal sealed class Arbitrary(int seed)
{
    private readonly Random _random = new(seed);

    public Encounter Encounter()
    {
        var notes = Enumerable.Range(0, _random.Next(0, 5)).Select(i => Note(i)).ToList();
        return new Encounter(EncounterId.New(), notes)
        {
            Setting = Any<Setting>(),
            Status = Any<EncounterStatus>(),
            Class = Maybe(Label()),
            PeriodStart = MaybeInstant(),
            PeriodEnd = MaybeInstant(),
            DateOfService = _random.Next(3) == 0 ? null : DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber + 1)),
            Payer = Any<PayerClass>(),
            AgeYears = _random.Next(3) == 0 ? null : _random.Next(0, 151),
            Sex = Any<AdministrativeSex>(),
        };
    }

    public CodingResult Result(Encounter encounter) => new(
        Maybe("FY2027"),
        encounter.Notes.Where(note => note.Text.Length > 0).Select((note, i) => Suggestion(note, i + 1)).ToList(),
        [new Refusal("APP-COD-001", Any<RefusalKind>(), Label()) { Location = Maybe("encounter") }])
    {
        EngineVersion = "1.0",
        ElapsedMs = _random.NextDouble() * 100,
        Profile = Maybe(new string('a', ProfileFile.HashLength)),
        Gaps = [.. encounter.Notes.Where(note => note.Text.Length > 0).Select(Gap)],
    };

    /// <summary>Any UTF-16 units at all: NUL, controls, lone surrogates.</summary>
    public string Units(int max)
    {
        var units = new char[_random.Next(0, max)];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = _random.Next(4) switch
            {
                0 => (char)_random.Next(0xD800, 0xE000),
                1 => (char)_random.Next(0, 0x20),
                _ => (char)_random.Next(0, 0x10000),
            };
        }

        return new string(units);
    }

    private Note Note(int index) => new(new NoteId(index + Units(20)), Units(200))
    {
        Type = Maybe(Label()),
        Loinc = Maybe("11506-3"),
        Author = Any<AuthorRole>(),
        Signed = _random.Next(2) == 0,
        Date = MaybeInstant(),
        Version = _random.Next(1, 9),
    };

    private Suggestion Suggestion(Note note, int rank)
    {
        var start = _random.Next(0, note.Text.Length);
        var end = _random.Next(start + 1, note.Text.Length + 1);
        return new Suggestion(
            Code.Icd10Cm("E1122"), Label(), [new SupportingText(new NoteSpan(note.Id, start, end), note.Text[start..end])],
            _random.NextDouble(), _random.Next(2) == 0, [new RuleStep("lexicon.index", Label())])
        {
            Rank = rank,
            Assertion = Any<MentionAssertion>(),
            MissingFacts = _random.Next(2) == 0 ? [] : [Label()],
            HighConfidence = _random.Next(2) == 0,
        };
    }

    private DocumentationGap Gap(Note note)
    {
        var start = _random.Next(0, note.Text.Length);
        var end = _random.Next(start + 1, note.Text.Length + 1);
        return new DocumentationGap(
            Any<GapKind>(), "gap.some", Label(), _random.Next(2) == 0 ? [] : [new SupportingText(new NoteSpan(note.Id, start, end), note.Text[start..end])],
            _random.Next(2) == 0 ? [] : [Code.Icd10Cm("I10")]);
    }

    private string Label() => "label é " + char.ConvertFromUtf32(0x1F600) + _random.Next();

    private DateTimeOffset? MaybeInstant() => _random.Next(3) == 0
        ? null
        : new DateTimeOffset(_random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.FromMinutes(_random.Next(-840, 841)));

    private string? Maybe(string text) => _random.Next(3) == 0 ? null : text;

    private T Any<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[_random.Next(values.Length)];
    }
}
