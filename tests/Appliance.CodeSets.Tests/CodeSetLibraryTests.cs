using Appliance.Domain;
using Appliance.Testing;

namespace Appliance.CodeSets.Tests;

public sealed class CodeSetLibraryTests
{
    [Theory]
    [InlineData("FY2025", 97_584, 74_260)]
    [InlineData("FY2026", 98_186, 74_719)]
    [InlineData("FY2027", 98_403, 74_879)]
    public void TheCountsAreThoseOfTheOfficialRelease(string id, int entries, int billable)
    {
        var release = BuiltIn.Library.Releases.Single(release => release.Id == id);
        Assert.Equal((entries, billable), (release.Entries, release.Billable));
    }

    [Fact]
    public void ReleasesAreNewestFirstAndSayWhatIsMissing()
    {
        Assert.Equal(["FY2027", "FY2026", "FY2025"], BuiltIn.Library.Releases.Select(release => release.Id));
        Assert.Same(BuiltIn.Fy2027, BuiltIn.Library.Newest);
        Assert.Equal([true, true, false], BuiltIn.Library.Releases.Select(release => release.HasNotes));
        Assert.All(BuiltIn.Library.Releases, release => Assert.Equal("FY2026", release.Guidelines));
        Assert.Contains("1 April 2026", BuiltIn.Fy2026.Release.Source, StringComparison.Ordinal);
        Assert.Contains("Rebuilt", BuiltIn.Fy2027.Release.Source, StringComparison.Ordinal);
        Assert.Contains(BuiltIn.Fy2027.Sources, file => file.Name == "icd10cm_codes_2027.csv.gz" && file.Sha256.Length == 64);
    }

    [Theory]
    [InlineData("2024-10-01", "FY2025")]
    [InlineData("2025-09-30", "FY2025")]
    [InlineData("2025-10-01", "FY2026")]
    [InlineData("2026-04-01", "FY2026")]
    [InlineData("2026-09-30", "FY2026")]
    [InlineData("2026-10-01", "FY2027")]
    [InlineData("2027-09-30", "FY2027")]
    public void TheDateOfServiceChoosesTheRelease(string date, string release) =>
        Assert.Equal(release, BuiltIn.Library.ForDate(DateOnly.ParseExact(date, "yyyy-MM-dd")).Value.Release.Id);

    [Theory]
    [InlineData("2024-09-30")]
    [InlineData("1890-01-01")]
    [InlineData("2027-10-01")]
    [InlineData("2035-06-15")]
    public void ADateThatNoReleaseServesIsRefused(string date)
    {
        var outcome = BuiltIn.Library.ForDate(DateOnly.ParseExact(date, "yyyy-MM-dd"));
        Assert.False(outcome.Succeeded);
        Assert.Equal((Refusals.NoCodeSetForDate, RefusalKind.Unprocessable), (outcome.Refusal!.Code, outcome.Refusal.Kind));
        Assert.Contains("2024-10-01 to 2027-09-30", outcome.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutADateTheNewestReleaseServes() => Assert.Same(BuiltIn.Library.Newest, BuiltIn.Library.ForDate(null).Value);

    [Fact]
    public void AHospitalsReleasesJoinTheBuiltInOnesAndAnAprilUpdateTakesOverInApril()
    {
        using var folder = new TemporaryFolder();
        OfficialForms.Compile(folder, "FY2028", new DateOnly(2027, 10, 1), new DateOnly(2028, 9, 30));
        OfficialForms.Compile(folder, "FY2028-04", new DateOnly(2028, 4, 1), new DateOnly(2028, 9, 30));
        var library = CodeSetLibrary.Load(folder.Path);
        Assert.Equal(5, library.Releases.Count);
        Assert.Equal("FY2028", library.ForDate(new DateOnly(2028, 3, 31)).Value.Release.Id);
        Assert.Equal("FY2028-04", library.ForDate(new DateOnly(2028, 4, 1)).Value.Release.Id);
        Assert.Equal("FY2027", library.ForDate(new DateOnly(2027, 9, 30)).Value.Release.Id);
        Assert.Equal(CodeValidity.NotInForce, library.Newest.Check("E11.9"));
    }

    [Fact]
    public void ADamagedFileOfAHospitalIsRefusedWithASentence()
    {
        using var folder = new TemporaryFolder();
        OfficialForms.Compile(folder, "FY2028", new DateOnly(2027, 10, 1), new DateOnly(2028, 9, 30));
        var file = folder.File("FY2028.codeset");
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^10]);
        var error = Assert.Throws<InvalidDataException>(() => CodeSetLibrary.Load(folder.Path));
        Assert.Equal(
            "APP-SET-002: The compiled code set FY2028.codeset cannot be used: it is cut or something was added to it. Compile it again with `appliance codesets compile`.",
            error.Message);
    }

    [Fact]
    public void AFolderThatIsNotThereGivesTheBuiltInReleases() => Assert.Equal(3, CodeSetLibrary.Load("/no/such/folder").Releases.Count);
}
