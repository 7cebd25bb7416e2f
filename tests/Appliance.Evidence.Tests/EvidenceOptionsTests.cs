namespace Appliance.Evidence.Tests;

public sealed class EvidenceOptionsTests
{
    private readonly EvidenceOptionsValidator _validator = new();

    [Fact]
    public void TheDefaultsWithAPathAreValid() => Assert.True(_validator.Validate(null, new EvidenceOptions { Path = "/data/evidence.db" }).Succeeded);

    [Fact]
    public void EachOptionOutOfItsBoundsIsNamed()
    {
        var result = _validator.Validate(null, new EvidenceOptions
        {
            Path = " ",
            KeyPath = "",
            Origin = "with space",
            MaxBatchEntries = 0,
            QueueCapacity = 0,
            RecentEntries = 0,
            HeadInterval = TimeSpan.FromSeconds(2),
            HeadKeepInterval = TimeSpan.FromDays(2),
            RetryInterval = TimeSpan.Zero,
            WitnessesRequired = 1,
        });

        Assert.Equal(10, result.Failures!.Count());
        foreach (var name in typeof(EvidenceOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name))
            Assert.Contains(result.Failures!, sentence => sentence.Contains(name + " ", StringComparison.Ordinal));
    }

    [Fact]
    public void KeyAndLogMustNotBeOneFile() =>
        Assert.True(_validator.Validate(null, new EvidenceOptions { Path = "/data/evidence.key" }).Failed);
}
