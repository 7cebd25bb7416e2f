using Appliance.Domain;

namespace Appliance.Encounters.Tests;

public sealed class EncountersOptionsTests
{
    [Fact]
    public void TheDefaultsCanBeUsed() => Assert.Empty(new EncountersOptions().Faults());

    [Fact]
    public void WhatAnInstallationNamesTakesThePlaceOfTheDefaultRule()
    {
        Assert.Equal([EncounterStatus.Finished, EncounterStatus.Unknown], new EncountersOptions().CodedStatuses);
        Assert.Equal([EncounterStatus.InProgress], new EncountersOptions { CodeWhenStatus = [EncounterStatus.InProgress] }.CodedStatuses);
    }

    [Fact]
    public void EachFaultIsASentenceThatNamesWhatToChange()
    {
        var options = new EncountersOptions
        {
            CodeWhenStatus = [EncounterStatus.Cancelled],
            MaxAttempts = 0,
            RetryAfter = TimeSpan.FromMinutes(5),
            SiloPort = 4000,
            GatewayPort = 4000,
        };
        var faults = options.Faults();
        Assert.Equal(4, faults.Count);
        Assert.Contains(faults, f => f.StartsWith("MaxAttempts must be 1 to 10", StringComparison.Ordinal));
    }
}
