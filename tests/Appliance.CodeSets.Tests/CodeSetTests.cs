namespace Appliance.CodeSets.Tests;

public sealed class CodeSetTests
{
    [Theory]
    [InlineData("E11.9", CodeValidity.Billable)]
    [InlineData("e119", CodeValidity.Billable)]
    [InlineData("I10", CodeValidity.Billable)]
    [InlineData("S72.001A", CodeValidity.Billable)]
    [InlineData("W00.0XXA", CodeValidity.Billable)]
    [InlineData("E11", CodeValidity.NotBillable)]
    [InlineData("E11.2", CodeValidity.NotBillable)]
    [InlineData("S72.00", CodeValidity.NotBillable)]
    [InlineData("I42.0", CodeValidity.NotBillable)]
    [InlineData("S72.001", CodeValidity.NeedsSeventhCharacter)]
    [InlineData("W00.0", CodeValidity.NeedsSeventhCharacter)]
    [InlineData("T52.8X1A", CodeValidity.NotInForce)]
    [InlineData("E11.90", CodeValidity.Unknown)]
    [InlineData("S72.001Z", CodeValidity.Unknown)]
    [InlineData("Z99.999", CodeValidity.Unknown)]
    [InlineData("", CodeValidity.Unknown)]
    [InlineData("E1.19", CodeValidity.Unknown)]
    [InlineData("E11.", CodeValidity.Unknown)]
    [InlineData("E11.9 ", CodeValidity.Unknown)]
    [InlineData("É11.9", CodeValidity.Unknown)]
    [InlineData("E11.2222222222", CodeValidity.Unknown)]
    public void TheVerdictOfFy2027(string code, CodeValidity verdict) => Assert.Equal(verdict, BuiltIn.Fy2027.Check(code));

    [Fact]
    public void ASplitCodeIsBillableBeforeAndACategoryAfterwards()
    {
        Assert.Equal(CodeValidity.Billable, BuiltIn.Fy2026.Check("I42.0"));
        var check = BuiltIn.Fy2027.Explain("I42.0");
        Assert.Equal(CodeValidity.NotBillable, check.Validity);
        Assert.Equal(["I42.00", "I42.01", "I42.09"], check.Replacements.Select(entry => entry.Code));
    }

    [Fact]
    public void ACodeThatHasEndedNamesTheCodesThatCameInItsPlace()
    {
        var check = BuiltIn.Fy2027.Explain("T52.8X1A");
        Assert.Equal(CodeValidity.NotInForce, check.Validity);
        Assert.Equal(["T52.811A", "T52.821A", "T52.891A"], check.Replacements.Select(entry => entry.Code));
        Assert.Contains("its last day was 2026-09-30 (FY2026)", check.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void ACodeThatHasNotBegunNamesTheCodeOfTheDay()
    {
        var check = BuiltIn.Fy2026.Explain("I42.01");
        Assert.Equal(CodeValidity.NotInForce, check.Validity);
        Assert.Equal(["I42.0"], check.Replacements.Select(entry => entry.Code));
        Assert.Contains("it begins on 2026-10-01 (FY2027)", check.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S72.001", "S72.001 needs a 7th character in FY2027: A, B, C, D, E, F, G, H, J, K, M, N, P, Q, R, S.")]
    [InlineData("E11.90", "E11.90 is in no release at hand; E11.9 is complete as it is in FY2027.")]
    [InlineData("W00.0A", "W00.0A is in no release at hand; W00.0 takes, with placeholders X up to the 6th, these 7th characters: A, D, S in FY2027.")]
    [InlineData("E11.2", "E11.2 is a category in FY2027; choose a longer code below it.")]
    [InlineData("fever and chills", "This does not have the form of an ICD-10-CM code.")]
    [InlineData("E11.9", "E11.9 is billable in FY2027.")]
    public void TheSentenceSaysWhatToDo(string code, string sentence) => Assert.Equal(sentence, BuiltIn.Fy2027.Explain(code).Sentence);

    [Fact]
    public void AnEntryHasItsPlaceAndItsNotes()
    {
        Assert.True(BuiltIn.Fy2027.TryGet("E11", out var category));
        Assert.Equal(("Type 2 diabetes mellitus", false, null, 4, "E08-E13"), (category.Title, category.Billable, category.Parent, category.Chapter, category.Block));
        Assert.Contains("insulin resistant diabetes (mellitus)", category.Includes);
        Assert.Contains("gestational diabetes (O24.4-)", category.Excludes1);
        Assert.Contains(category.UseAdditional, note => note.Contains("insulin (Z79.4)", StringComparison.Ordinal));
        Assert.True(BuiltIn.Fy2027.TryGet("E11.21", out var code));
        Assert.Equal(("E11.2", true), (code.Parent, code.Billable));
        Assert.Contains("Type 2 diabetes mellitus with Kimmelstiel-Wilson disease", code.InclusionTerms);
    }

    [Fact]
    public void SeventhCharactersAreInheritedAndSpeltOutInTitles()
    {
        Assert.True(BuiltIn.Fy2027.TryGet("S72.001", out var entry));
        Assert.Equal(16, entry.SeventhCharacters.Count);
        Assert.Equal(('A', "initial encounter for closed fracture"), entry.SeventhCharacters[0]);
        Assert.True(BuiltIn.Fy2027.TryGet("S72.001A", out var code));
        Assert.Equal("Fracture of unspecified part of neck of right femur, initial encounter for closed fracture", code.Title);
        Assert.Equal(("S72.001", 0), (code.Parent, code.SeventhCharacters.Count));
        Assert.True(BuiltIn.Fy2027.TryGet("W00.0XXD", out var placeholder));
        Assert.Equal(("Fall on same level due to ice and snow, subsequent encounter", "W00.0"), (placeholder.Title, placeholder.Parent));
    }

    [Fact]
    public void NotesAreInheritedFromEntryToChapter()
    {
        var notes = BuiltIn.Fy2027.NotesOf("E11.21");
        Assert.Equal("E11.21", notes[0].At);
        Assert.Contains(notes, note => note.At == "E11" && note.Kind == NoteKind.Excludes1);
        Assert.Contains(notes, note => note.At == "Chapter 4" && note.Kind == NoteKind.Excludes1);
        Assert.Contains(BuiltIn.Fy2027.NotesOf("V01.00XA"), note => note.At == "V00-V99");
        Assert.Empty(BuiltIn.Fy2027.NotesOf("nothing"));
    }

    [Fact]
    public void TheChangesOfFy2027AreApplied()
    {
        Assert.True(BuiltIn.Fy2027.TryGet("L02.232", out var revised));
        Assert.Equal("Carbuncle of back [any part, except buttock and flank]", revised.Title);
        Assert.True(BuiltIn.Fy2027.TryGet("D69.11", out var added));
        Assert.Equal(["Glanzmann's disease", "Thromboasthenia (hemorrhagic) (hereditary)"], added.InclusionTerms);
        Assert.True(BuiltIn.Fy2027.TryGet("A49", out var changed));
        Assert.Equal(["chlamydial infection NOS (A74.9)"], changed.Excludes2);
        Assert.True(BuiltIn.Fy2027.TryGet("I42.0", out var cleared));
        Assert.Empty(cleared.InclusionTerms);
        Assert.Equal("J40-J4B", BuiltIn.Fy2027.Entries.First(entry => entry.Code == "J4B").Block);
        Assert.DoesNotContain(BuiltIn.Fy2027.NotesOf("A00"), note => note.At == "Chapter 1" && note.Kind == NoteKind.Excludes1);
        Assert.Contains(BuiltIn.Fy2026.NotesOf("A00"), note => note.At == "Chapter 1" && note.Kind == NoteKind.Excludes1);
    }

    [Fact]
    public void Fy2025HasCodesAndTitlesOnly()
    {
        Assert.True(BuiltIn.Fy2025.TryGet("E11", out var entry));
        Assert.Equal("Type 2 diabetes mellitus", entry.Title);
        Assert.Empty(entry.Includes);
        Assert.Empty(BuiltIn.Fy2025.NotesOf("E11.21"));
    }

    [Fact]
    public void EveryEntryOfEveryReleaseKeepsTheRules()
    {
        foreach (var set in BuiltIn.Library.Sets)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in set.Entries)
            {
                Assert.True(seen.Add(entry.Code));
                Assert.True(entry.Title.Length > 0 && entry.Chapter is >= 1 and <= 22, entry.Code);
                Assert.True(entry.Parent is null ? entry.Code.Length == 3 : seen.Contains(entry.Parent), entry.Code);
                var verdict = set.Check(entry.Code);
                Assert.Equal(entry.Billable, verdict == CodeValidity.Billable);
                Assert.True(verdict is CodeValidity.Billable or CodeValidity.NotBillable or CodeValidity.NeedsSeventhCharacter, entry.Code);
            }

            Assert.Equal(set.Release.Entries, seen.Count);
        }
    }

    [Fact]
    public void ChildrenAreOneLevelBelow()
    {
        Assert.Equal(["E11.21", "E11.22", "E11.29"], BuiltIn.Fy2027.ChildrenOf("E11.2").Select(entry => entry.Code));
        Assert.Equal(["W00.0XXA", "W00.0XXD", "W00.0XXS"], BuiltIn.Fy2027.ChildrenOf("W00.0").Select(entry => entry.Code));
        Assert.Empty(BuiltIn.Fy2027.ChildrenOf("E11.9"));
        Assert.Empty(BuiltIn.Fy2027.ChildrenOf("nothing"));
    }

    [Fact]
    public void CheckingACodeAllocatesNothing()
    {
        string[] codes = ["E11.9", "S72.001", "T52.8X1A", "E11.90", "fever", "e11.22"];
        var set = BuiltIn.Fy2027;
        foreach (var code in codes)
        {
            set.Check(code);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            set.Check(codes[i % codes.Length]);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void BlocksAndChaptersHaveTitles()
    {
        Assert.Equal("Diabetes mellitus (E08-E13)", BuiltIn.Fy2027.BlockTitle("E08-E13"));
        Assert.StartsWith("Endocrine", BuiltIn.Fy2027.ChapterTitle(4), StringComparison.Ordinal);
        Assert.Null(BuiltIn.Fy2027.BlockTitle("E08"));
        Assert.Null(BuiltIn.Fy2027.ChapterTitle(23));
    }
}
