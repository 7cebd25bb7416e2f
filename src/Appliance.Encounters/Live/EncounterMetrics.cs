using System.Diagnostics.Metrics;
using Appliance.Domain.Intake;

namespace Appliance.Encounters.Live;

/// <summary>Numbers of intake and review under the meter <c>Appliance.Encounters</c>; labels are our own words, never data.</summary>
public sealed class EncounterMetrics : IDisposable
{
    private readonly Meter _meter = new("Appliance.Encounters");
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _resources;
    private readonly Histogram<double> _commit;
    private readonly Histogram<int> _group;
    private readonly Counter<long> _decisions;

    /// <summary>Creates the instruments.</summary>
    public EncounterMetrics(LiveFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        _deliveries = _meter.CreateCounter<long>("appliance_encounters_deliveries", description: "Deliveries by outcome.");
        _resources = _meter.CreateCounter<long>("appliance_encounters_resources", description: "Resources delivered, by what happened to them.");
        _commit = _meter.CreateHistogram<double>("appliance_encounters_commit_seconds", "s", "Time of a group of deliveries from its first step to its answers.");
        _group = _meter.CreateHistogram<int>("appliance_encounters_commit_group", description: "Deliveries that shared one transaction.");
        _decisions = _meter.CreateCounter<long>("appliance_encounters_decisions", description: "What people decided, by kind.");
        _meter.CreateObservableGauge(
            "appliance_encounters_by_state",
            () => feed.Current.States.Select(s => new Measurement<long>(s.Value, Label("state", s.Key.ToString()))),
            description: "Encounters by state.");
        _meter.CreateObservableGauge(
            "appliance_encounters_woken",
            () => feed.Current.Queued.Select(q => new Measurement<int>(q.Value, Label("priority", q.Key.ToString()))),
            description: "Encounters that have something to do and wait for their turn.");
    }

    /// <summary>A group of deliveries was answered.</summary>
    public void Committed(int deliveries, TimeSpan time)
    {
        _commit.Record(time.TotalSeconds);
        _group.Record(deliveries);
    }

    /// <summary>A delivery was stored.</summary>
    public void Stored(DeliveryReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        _deliveries.Add(1, Label("outcome", "stored"));
        foreach (var effect in receipt.Resources.CountBy(r => r.Effect))
        {
            _resources.Add(effect.Value, Label("effect", effect.Key.ToString()));
        }
    }

    /// <summary>A delivery was refused.</summary>
    public void Refused(string code) => _deliveries.Add(1, Label("outcome", code));

    /// <summary>A person decided.</summary>
    public void Decided(string kind) => _decisions.Add(1, Label("kind", kind));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value.ToLowerInvariant());
}
