using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Appliance.Fhir.Tests;

public sealed class SampleEncountersTests
{
    [Fact]
    public async Task TheSamplesGoInAsAnEhrsAndAreInForce()
    {
        await using var server = await FhirServer.StartAsync();
        var samples = server.Services.GetRequiredService<ISampleEncounters>();

        var loaded = await samples.LoadAsync(Some.Coder, default);

        Assert.Equal(samples.Count, loaded.Value);
        Assert.Equal(12, samples.Count);
        var encounters = server.Store.Encounters.Values;
        Assert.Equal(12, encounters.Count);
        Assert.All(encounters, e => Assert.Single(e.Facts.Notes));
        Assert.All(encounters, e => Assert.Empty(e.UnreadableNotes));
        Assert.All(encounters, e => Assert.InRange(e.Facts.DateOfService!.Value, new DateOnly(2026, 9, 1), new DateOnly(2026, 11, 3)));
        Assert.All(encounters, e => Assert.NotNull(e.Facts.AgeYears));
        Assert.Equal([Setting.Outpatient, Setting.Inpatient, Setting.Emergency], encounters.Select(e => e.Facts.Setting).Distinct().Order());
        Assert.Single(encounters, e => e.NotesNotFinal == 1);
        Assert.All(server.Store.Deliveries, d => Assert.Equal("client:samples", d.Client.ToString()));
        Assert.Equal(1, server.Store.Keys.Count(k => k.Type == "Organization"));
    }

    [Fact]
    public async Task LoadingThemAgainLaterChangesNothing()
    {
        await using var server = await FhirServer.StartAsync();
        var samples = server.Services.GetRequiredService<ISampleEncounters>();
        await samples.LoadAsync(Some.Coder, default);
        var deliveries = server.Store.Deliveries.Count;
        server.Clock.Advance(TimeSpan.FromDays(3));

        var again = await samples.LoadAsync(Some.Coder, default);

        Assert.Equal(12, again.Value);
        Assert.Equal(deliveries, server.Store.Deliveries.Count);
    }
}
