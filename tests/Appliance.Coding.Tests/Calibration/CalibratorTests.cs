using System.Text;
using Appliance.Coding.Calibration;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Calibration;

public sealed class CalibratorTests
{
    [Fact]
    public void TheSameNotesGiveTheSameProfileByteForByte()
    {
        var again = SyntheticNotes.Train(CodingPolicy.Mentions);

        Assert.Equal(SyntheticNotes.Profile.Hash, again.Hash);
        Assert.Equal(SyntheticNotes.Bytes(SyntheticNotes.Profile), SyntheticNotes.Bytes(again));
    }

    [Fact]
    public void WordsOfTheHouseAreLearnedAndSuggestedWithTheirSpan()
    {
        var encounter = Engine.EncounterOf("Seen today. Known for sugar trouble since childhood.");

        Assert.DoesNotContain(Code(encounter, null), s => s.Code.Value == "E10.9" && s.Shown);
        var learned = Assert.Single(Code(encounter, SyntheticNotes.Profile), s => s.Code.Value == "E10.9");
        Assert.True(learned.Shown);
        Assert.Contains(learned.Rules, r => r.Rule == "profile.association");
        Assert.Contains("sugar", string.Join(' ', learned.Support.Select(s => s.Quote)), StringComparison.Ordinal);
    }

    [Fact]
    public void ACodeThatTheHospitalLeavesOutFallsBelowTheThreshold()
    {
        var encounter = Engine.EncounterOf("She complains of constipation. There is hypothyroidism.");

        var suggestions = Code(encounter, SyntheticNotes.Profile);

        Assert.Contains(suggestions, s => s.Code.Value == "E03.9" && s.Shown);
        Assert.DoesNotContain(suggestions, s => s.Code.Value == "K59.00" && s.Shown);
    }

    [Fact]
    public void AProfileHoldsNoWordThatIsNotOfTheLexicon()
    {
        var text = Encoding.UTF8.GetString(SyntheticNotes.Bytes(SyntheticNotes.Profile));

        Assert.DoesNotContain(SyntheticNotes.Name, text, StringComparison.OrdinalIgnoreCase);
        Assert.All(
            SyntheticNotes.Profile.Model.Tables.Associations.Where(a => a.Kind is ClueKind.Words or ClueKind.Pair).SelectMany(a => a.Clue.Split(' ')),
            word => Assert.True(Engine.Newest.Lexicon.Vocabulary.Surface(word) >= 0, "a learned word is not of the lexicon"));
    }

    [Fact]
    public void AnAssociationIsLearnedOnlyFromEnoughNotes()
    {
        var options = new CalibrationOptions { Policy = CodingPolicy.Mentions, Folds = 4, MinimumSupport = 9, MinimumWordNotes = 12, MinimumPrecision = 0.6 };

        var profile = new Calibrator(Engine.Instance).Train(SyntheticNotes.All, options, null, CancellationToken.None).Value;

        Assert.NotEmpty(profile.Model.Tables.Associations);
        Assert.All(profile.Model.Tables.Associations, a => Assert.True(a.Notes.Right >= 9));
    }

    [Fact]
    public void TooFewNotesTeachNothing()
    {
        var outcome = new Calibrator(Engine.Instance).Train(SyntheticNotes.All.Take(Calibrator.MinimumNotes - 1), new CalibrationOptions(), null, CancellationToken.None);

        Assert.Equal("APP-COD-004", outcome.Refusal!.Code);
    }

    [Fact]
    public void LabelsThatAreNoCodesOfTheseNotesTeachNothing()
    {
        var wrong = SyntheticNotes.All.Select(n => n with { Codes = ["ZZZ.9"] });

        Assert.Equal("APP-COD-006", new Calibrator(Engine.Instance).Train(wrong, new CalibrationOptions { Folds = 4 }, null, CancellationToken.None).Refusal!.Code);
    }

    [Fact]
    public void TheProfileSaysWhatItWasTrainedOnAndWhatWasMeasured()
    {
        var profile = SyntheticNotes.Profile;

        Assert.Equal(SyntheticNotes.All.Count, profile.Training.Notes);
        Assert.Equal(SyntheticNotes.All.Sum(n => n.Codes.Count), profile.Training.Labels);
        Assert.Equal(CodingPolicy.Mentions, profile.Training.Policy);
        Assert.Equal(Engine.Library.Newest.Release.Id, profile.Training.Release);
        Assert.InRange(profile.Measured.F1, 0.9, 1);
        Assert.True(profile.Thresholds.High >= profile.Thresholds.Display);
    }

    [Fact]
    public void TrainingCanBeCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => new Calibrator(Engine.Instance).Train(SyntheticNotes.All, new CalibrationOptions(), null, cancelled.Token));
    }

    private static IReadOnlyList<Suggestion> Code(Encounter encounter, CodingProfile? profile) =>
        Engine.Instance.Code(encounter, new CodingOptions { Policy = CodingPolicy.Mentions, Profile = profile }, CancellationToken.None).Suggestions;
}
