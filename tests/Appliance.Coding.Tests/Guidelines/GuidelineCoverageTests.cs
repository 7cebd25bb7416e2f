namespace Appliance.Coding.Tests.Guidelines;

public sealed class GuidelineCoverageTests
{
    private static readonly string[] Grades = ["not yet", "partly", "done"];

    /// <summary>A page that says less than the cases show is not made anew yet; one that says more would mislead.</summary>
    [Fact]
    public void TheCoveragePageClaimsNoMoreThanTheCasesShow()
    {
        var lines = File.ReadAllLines(Page()).Where(l => l.StartsWith("| I", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(f => f[1], f => f[3]);
        var stale = GuidelineCoverage.Sections().Where(s => !lines.TryGetValue(s.Id, out var told) || (told != s.Status && Array.IndexOf(Grades, told) >= Array.IndexOf(Grades, s.Status))).Select(s => $"{s.Id} is {s.Status}").ToList();
        Assert.True(stale.Count == 0, $"docs/guideline-coverage.md is stale ({string.Join(", ", stale.Take(10))}). Make it anew: dotnet run -c Release --project tests/Appliance.Coding.Tests -- --explicit only --filter-method '*WriteTheCoveragePage'");
    }

    [Fact]
    public void EveryRuleOfTheGuidelinesNamesASectionThatExists()
    {
        var sections = GuidelineCoverage.Sections().Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in Engine.Newest.Rules.All.Where(r => r.Section.StartsWith('I')))
            Assert.True(sections.Any(s => s.Split('.').Length >= Math.Min(3, rule.Section.Split('.').Length) && (rule.Section == s || rule.Section.StartsWith(s + ".", StringComparison.Ordinal))), $"{rule.Id} names {rule.Section}.");
    }

    /// <summary>Writes docs/guideline-coverage.md; runs only when asked for.</summary>
    [Fact(Explicit = true)]
    public void WriteTheCoveragePage() => File.WriteAllText(Page(), GuidelineCoverage.Page());

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "global.json")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "docs", "guideline-coverage.md");
    }
}
