using System.Text.RegularExpressions;

namespace Appliance.Acceptance.Architecture;

/// <summary>A refusal code is a promise to whoever automates against it: it is declared once, in a <c>…Refusals.cs</c> of its project (in Evidence, which knows no domain, <c>EvidenceCodes.cs</c>), and never means two things.</summary>
public sealed partial class RefusalCodeTests
{
    [Fact]
    public void ARefusalCodeIsDeclaredOnce()
    {
        var declared = Repository.SourcesUnder("src")
            .Where(IsRefusals)
            .SelectMany(file => Declared().Matches(File.ReadAllText(file)).Select(m => m.Value))
            .ToList();

        Assert.NotEmpty(declared);
        Assert.Empty(declared.GroupBy(c => c).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void NoRefusalCodeIsWrittenOutsideTheListsOfRefusals()
    {
        var strays = Repository.SourcesUnder("src")
            .Where(file => !IsRefusals(file))
            .SelectMany(file => File.ReadLines(file)
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Declared().IsMatch(line))
                .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}: {line.Trim()}"));

        Assert.Empty(strays);
    }

    private static bool IsRefusals(string file) => Path.GetFileName(file) is var name && (name.EndsWith("Refusals.cs", StringComparison.Ordinal) || name == "EvidenceCodes.cs");

    [GeneratedRegex("\"APP-[A-Z]{3}-[0-9]{3}\"")]
    private static partial Regex Declared();
}
