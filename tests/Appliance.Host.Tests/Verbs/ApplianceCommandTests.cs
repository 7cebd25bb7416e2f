using Appliance.Host.Verbs;
using Appliance.Testing;

namespace Appliance.Host.Tests.Verbs;

public sealed class ApplianceCommandTests
{
    private static readonly VerbConsole Nowhere = new(TextWriter.Null, TextWriter.Null);

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("--data /tmp/x --urls http://127.0.0.1:9000")]
    [InlineData("run --urls http://127.0.0.1:9000 --data /tmp/x")]
    [InlineData("link")]
    [InlineData("link --person coder-02 --data /tmp/x")]
    [InlineData("clients add ehr-1")]
    [InlineData("clients list --data /tmp/x")]
    [InlineData("clients revoke ehr-1")]
    [InlineData("intake a.json b/ c.ndjson.gz --data /tmp/x")]
    [InlineData("code --in notes.jsonl --out suggestions.jsonl")]
    [InlineData("code --in - --out - --threads 8")]
    [InlineData("evidence verify")]
    [InlineData("codesets show")]
    [InlineData("codesets compile --id FY2028 --from 2027-10-01 --to 2028-09-30 --guidelines FY2028 --order o.txt --tabular t.xml --index i.xml")]
    public void TheVerbsOfTheManualAreUnderstood(string line) =>
        Assert.Empty(ApplianceCommand.Build(Nowhere).Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Errors);

    [Theory]
    [InlineData("fly")]
    [InlineData("clients")]
    [InlineData("clients add")]
    [InlineData("link --port 1")]
    [InlineData("intake")]
    [InlineData("code --in notes.jsonl")]
    [InlineData("code --in a --out b --threads 0")]
    [InlineData("codesets compile --id FY2028")]
    public async Task WhatIsNotUnderstoodEndsWithItsOwnExitCodeAndASentence(string line)
    {
        var error = new StringWriter();
        var exit = await ApplianceCommand.RunAsync(line.Split(' '), new VerbConsole(TextWriter.Null, error), default);
        Assert.Equal(ExitCodes.Usage, exit);
        Assert.Contains("appliance --help", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HelpNamesEveryVerb()
    {
        var output = new StringWriter();
        Assert.Equal(ExitCodes.Done, await ApplianceCommand.RunAsync(["--help"], new VerbConsole(output, TextWriter.Null), default));
        Assert.All(["run", "link", "clients", "intake", "code", "evidence", "codesets"], verb => Assert.Contains(verb, output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task VerifyingAFolderWithoutEvidenceSaysSoAndLeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        var error = new StringWriter();
        var mistyped = folder.File("mistyped");
        Assert.Equal(ExitCodes.Usage, await ApplianceCommand.RunAsync(["evidence", "verify", "--data", mistyped], new VerbConsole(TextWriter.Null, error), default));
        Assert.Contains($"APP-HST-026: There is no evidence log in {mistyped}.", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));

        await File.WriteAllTextAsync(folder.File("appliance.db"), string.Empty);
        Assert.Equal(ExitCodes.NotVerified, await ApplianceCommand.RunAsync(["evidence", "verify", "--data", folder.Path], new VerbConsole(TextWriter.Null, error), default));
    }

    [Fact]
    public async Task AnOptionThatCannotBeUsedIsRefusedBeforeAnythingStarts()
    {
        using var folder = new TemporaryFolder();
        var error = new StringWriter();
        var exit = await ApplianceCommand.RunAsync(["run", "--data", folder.Path, "--urls", "nonsense"], new VerbConsole(TextWriter.Null, error), default);
        Assert.Equal(ExitCodes.Usage, exit);
        Assert.StartsWith("APP-HST-004: ", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
