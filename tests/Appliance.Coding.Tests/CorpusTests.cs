using Appliance.Domain;

namespace Appliance.Coding.Tests;

/// <summary>What must hold of every answer, over all notes of the shared data.</summary>
public sealed class CorpusTests
{
    [Theory]
    [InlineData("data/notes/acibench_train.jsonl")]
    [InlineData("data/notes/codiesp/dev.jsonl")]
    [InlineData("data/notes/codiesp/train.jsonl")]
    public void EverySuggestionIsBillableOnItsDateAndEverySpanRoundTrips(string file)
    {
        foreach (var note in Corpus.Read(file))
        {
            foreach (var setting in new[] { Setting.Outpatient, Setting.Inpatient })
            {
                var encounter = Engine.EncounterOf(note.Text, setting);
                Corpus.AssertSound(encounter, Engine.Instance.Code(encounter, CancellationToken.None));
                Corpus.AssertSound(encounter, Engine.Instance.Code(encounter, new CodingOptions { Policy = CodingPolicy.Mentions }, CancellationToken.None));
            }
        }
    }

    [Theory]
    [InlineData(2024)]
    [InlineData(2025)]
    public void TheSameHoldsUnderEarlierReleases(int year)
    {
        foreach (var note in Corpus.Read("data/notes/acibench_train.jsonl"))
        {
            var encounter = Engine.EncounterOf(note.Text) with { DateOfService = new DateOnly(year, 11, 2) };
            Corpus.AssertSound(encounter, Engine.Instance.Code(encounter, CancellationToken.None));
            Corpus.AssertSound(encounter, Engine.Instance.Code(encounter, new CodingOptions { Policy = CodingPolicy.Mentions }, CancellationToken.None));
        }
    }
}
