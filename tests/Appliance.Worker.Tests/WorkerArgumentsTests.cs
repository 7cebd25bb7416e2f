namespace Appliance.Worker.Tests;

public sealed class WorkerArgumentsTests
{
    [Fact]
    public void ASocketAndADirectoryAreRead()
    {
        Assert.Equal(new WorkerArguments("/run/s", null), WorkerArguments.Parse(["--socket", "/run/s"]));
        Assert.Equal(new WorkerArguments("/run/s", "/sets"), WorkerArguments.Parse(["--codesets", "/sets", "--socket", "/run/s"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--socket")]
    [InlineData("--codesets /sets")]
    [InlineData("--socket a --socket b")]
    [InlineData("--socket a --urls http://0.0.0.0:80")]
    [InlineData("--socket a b")]
    public void AnythingElseIsNotTaken(string line) =>
        Assert.Null(WorkerArguments.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
