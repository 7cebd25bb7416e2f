namespace Appliance.Acceptance.Architecture;

/// <summary>Holds the reference table of docs/architecture.md: data flows down, references never point back, and heavy packages have one owner.</summary>
public sealed class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Domain"] = [],
        ["Evidence"] = [],
        ["CodeSets"] = ["Domain"],
        ["Inference"] = [],
        ["Coding"] = ["Domain", "CodeSets", "Inference"],
        ["Contracts"] = ["Domain"],
        ["Worker"] = ["Contracts", "Domain", "Coding"],
        ["Encounters"] = ["Contracts", "Domain", "CodeSets", "Evidence"],
        ["Sentinel"] = ["Contracts", "Domain", "Evidence"],
        ["Fhir"] = ["Domain", "Evidence"],
        ["Compliance"] = ["Domain", "Evidence"],
        ["Dashboard"] = ["Domain", "Encounters", "Compliance", "Evidence", "CodeSets"],
        ["Host"] = ["Domain", "Evidence", "CodeSets", "Inference", "Coding", "Contracts", "Encounters", "Fhir", "Compliance", "Dashboard"],
        ["Verifier"] = ["Evidence"],
    };

    private static readonly (string Package, string[] Owners)[] HeavyPackages =
    [
        ("Hl7.Fhir", ["Fhir"]),
        ("Microsoft.Orleans", ["Encounters", "Host"]),
        ("MudBlazor", ["Dashboard"]),
        ("Microsoft.EntityFrameworkCore", ["Encounters"]),
        ("Microsoft.Data.Sqlite", ["Evidence", "Encounters", "Host"]),
        ("Npgsql", ["Evidence", "Encounters"]),
        ("prometheus-net", ["Host"]),
        ("Grpc.Net.Client", ["Encounters", "Sentinel"]),
        ("Grpc.AspNetCore", ["Worker", "Sentinel"]),
        ("BouncyCastle", ["Evidence"]),
    ];

    public static TheoryData<string> Projects => [.. Repository.ProjectsUnder("src").Select(f => Path.GetFileNameWithoutExtension(f)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectReferencesOnlyWhatTheTableAllows(string project)
    {
        var file = ProjectFile(project);
        var along = Repository.BuiltAlong(file);
        Assert.True(MayReference.TryGetValue(Short(project), out var allowed), $"{project} is not in the table: a new project needs its row and its reason.");
        Assert.Empty(Repository.References(file).Except(along).Select(Short).Except(allowed));
    }

    [Fact]
    public void OnlyTheHostBuildsOtherExecutablesAlong()
    {
        foreach (var file in Repository.ProjectsUnder("src"))
        {
            var along = Repository.BuiltAlong(file).Select(Short).ToList();
            Assert.Empty(Path.GetFileNameWithoutExtension(file) == "Appliance.Host" ? along.Except(["Worker", "Sentinel"]) : along);
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void AHeavyPackageHasOneOwner(string project)
    {
        var packages = Repository.Packages(ProjectFile(project));
        foreach (var (package, owners) in HeavyPackages)
        {
            if (packages.Any(p => p.StartsWith(package, StringComparison.Ordinal)))
            {
                Assert.Contains(Short(project), owners);
            }
        }
    }

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Appliance.sln"));
        Assert.All(
            Repository.ProjectsUnder("src").Concat(Repository.ProjectsUnder("tests")),
            file => Assert.Contains(Path.GetFileName(file), solution, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryLibraryHasItsTests()
    {
        var tested = Repository.ProjectsUnder("tests").Select(f => Path.GetFileNameWithoutExtension(f)!).ToHashSet();
        Assert.All(Repository.ProjectsUnder("src").Select(f => Path.GetFileNameWithoutExtension(f)!), p => Assert.Contains(p + ".Tests", tested));
    }

    private static string ProjectFile(string project) => Path.Combine(Repository.Root, "src", project, project + ".csproj");

    private static string Short(string project) => project["Appliance.".Length..];
}
