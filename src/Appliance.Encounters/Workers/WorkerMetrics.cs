using System.Diagnostics.Metrics;
using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Encounters.Workers;

/// <summary>Numbers of the worker pool under the meter <c>Appliance.Worker</c>; labels are our own words, never data.</summary>
internal sealed class WorkerMetrics : IDisposable
{
    private readonly Meter _meter = new("Appliance.Worker");
    private readonly Histogram<double> _waited;
    private readonly Histogram<double> _took;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _notes;
    private readonly Counter<long> _suggested;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _ends;

    public WorkerMetrics(Func<CodingPriority, int> queueLength, Func<IReadOnlyList<WorkerStatus>> status)
    {
        _waited = _meter.CreateHistogram<double>("appliance_worker_queue_seconds", "s", "Time an encounter waited for a worker.");
        _took = _meter.CreateHistogram<double>("appliance_worker_request_seconds", "s", "Time from sending an encounter to its answer.");
        _requests = _meter.CreateCounter<long>("appliance_worker_requests", description: "Sendings to a worker by outcome.");
        _notes = _meter.CreateCounter<long>("appliance_worker_notes", description: "Notes of answered encounters.");
        _suggested = _meter.CreateCounter<long>("appliance_worker_codes_suggested", description: "Codes suggested, shown or kept for search.");
        _dropped = _meter.CreateCounter<long>("appliance_worker_suggestions_dropped", description: "Suggestions that did not hold when the host checked them.");
        _ends = _meter.CreateCounter<long>("appliance_worker_ends", description: "Ends of worker processes by reason.");
        _meter.CreateObservableGauge(
            "appliance_worker_queue_length",
            () => Enum.GetValues<CodingPriority>().Select(priority => new Measurement<int>(queueLength(priority), new KeyValuePair<string, object?>("priority", Word(priority)))),
            description: "Encounters that wait for a worker.");
        _meter.CreateObservableGauge("appliance_worker_in_flight", () => status().Sum(worker => worker.InFlight), description: "Encounters that are with a worker.");
        _meter.CreateObservableGauge("appliance_worker_ready", () => status().Count(worker => worker.State == WorkerState.Ready), description: "Workers that take encounters.");
        _meter.CreateObservableGauge("appliance_worker_resident_bytes", () => status().Sum(worker => worker.ResidentBytes), "By", "Resident memory of all workers.");
        _meter.CreateObservableCounter("appliance_worker_restarts", () => status().Sum(worker => (long)worker.Restarts), description: "Starts of a worker after its first.");
    }

    public void Waited(CodingPriority priority, TimeSpan time) => _waited.Record(time.TotalSeconds, new KeyValuePair<string, object?>("priority", Word(priority)));

    public void Sent(string outcome, TimeSpan time)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _took.Record(time.TotalSeconds);
    }

    public void Answered(int notes, CodingResult result, int dropped)
    {
        var shown = result.Suggestions.Count(suggestion => suggestion.Shown);
        _notes.Add(notes);
        _suggested.Add(shown, new KeyValuePair<string, object?>("shown", "true"));
        _suggested.Add(result.Suggestions.Count - shown, new KeyValuePair<string, object?>("shown", "false"));
        _dropped.Add(dropped);
    }

    public void Ended(WorkerEnd end) => _ends.Add(1, new KeyValuePair<string, object?>("reason", end.ToString()));

    public void Dispose() => _meter.Dispose();

    private static string Word(CodingPriority priority) => priority switch
    {
        CodingPriority.Urgent => "urgent",
        CodingPriority.Normal => "normal",
        _ => "bulk",
    };
}
