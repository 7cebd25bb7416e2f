using Appliance.Domain;
using Appliance.Host.Evaluation;

namespace Appliance.Host.Tests.Evaluation;

public sealed class LabelledLinesTests
{
    [Fact]
    public async Task LabelsAreReadInPrintedFormAndFactsAreKept()
    {
        var (lines, _) = await ReadAsync("""{"id":7,"text":"a note","icd10cm":["e119"," E11.9 ","I10","old"],"setting":"inpatient","dateOfService":"2026-11-02","other":1}""");
        var line = Assert.Single(lines);
        Assert.Equal("7", line.Id);
        Assert.Equal(["E11.9", "I10", "OLD"], line.Labels);
        Assert.Equal(["a note"], line.Texts.Select(text => text.Text));
        Assert.Equal(["dateOfService", "setting"], line.Facts.Select(fact => fact.Name));
        var note = TrainingNotes.Of(line, 0);
        Assert.Equal((Setting.Inpatient, new DateOnly(2026, 11, 2), "a note"), (note.Setting, note.DateOfService!.Value, note.Text));
    }

    [Fact]
    public async Task NoteIsAnotherNameOfTextAndSeveralNotesAreAllowed()
    {
        var (lines, _) = await ReadAsync("""{"id":"a","note":"one","icd10cm":[]}""" + "\n" + """{"id":"b","notes":[{"id":"x","text":"one"},{"id":"y","text":"two"}],"icd10cm":["I10"]}""");
        Assert.Equal(["one"], lines[0].Texts.Select(text => text.Text));
        Assert.Equal([("x", "one"), ("y", "two")], lines[1].Texts);
        Assert.Equal("one\n\ntwo", TrainingNotes.Of(lines[1], 1).Text);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("""{"id":"a","text":"t","icd10cm":"I10"}""")]
    [InlineData("""{"id":"a","text":"t","icd10cm":[10]}""")]
    [InlineData("""{"id":"a","icd10cm":["I10"]}""")]
    [InlineData("""{"id":"a","text":1,"icd10cm":["I10"]}""")]
    [InlineData("""{"id":"a","notes":[{"id":"x"}],"icd10cm":["I10"]}""")]
    [InlineData("""{"id":"a","text":"\ud800","icd10cm":["I10"]}""")]
    public async Task ALineThatCannotBeReadIsCountedWithItsNumber(string bad)
    {
        var (lines, reader) = await ReadAsync("""{"id":"a","text":"t"}""" + "\n\n" + bad + "\n" + """{"id":"b","text":"t","icd10cm":["I10"]}""");
        Assert.Equal(["b"], lines.Select(line => line.Id));
        Assert.Equal((1, 1, 3), (reader.WithoutLabels, reader.Unreadable, reader.FirstUnreadable));
    }

    private static async Task<(List<LabelledLine> Lines, LabelledLines Reader)> ReadAsync(string file)
    {
        var reader = new LabelledLines();
        var lines = new List<LabelledLine>();
        await foreach (var line in reader.ReadAsync(new StringReader(file), CancellationToken.None))
        {
            lines.Add(line);
        }

        return (lines, reader);
    }
}
