using System.Reflection;

namespace Appliance.Fhir.Tests;

public sealed class RefusalsTests
{
    [Fact]
    public void EveryRefusalCodeIsExplainedInTheDocument()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !Directory.Exists(Path.Combine(root.FullName, "docs")))
            root = root.Parent;
        var document = File.ReadAllText(Path.Combine(root!.FullName, "docs", "fhir.md"));

        var codes = typeof(Refusals).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Contains($"| {c} |", document, StringComparison.Ordinal));
    }
}
