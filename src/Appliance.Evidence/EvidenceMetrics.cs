using System.Diagnostics.Metrics;
using Appliance.Evidence.Appending;

namespace Appliance.Evidence;

/// <summary>The meter <c>Appliance.Evidence</c>. Numbers only: no label can carry PHI because there are no labels.</summary>
internal sealed class EvidenceMetrics : IDisposable
{
    public const string MeterName = "Appliance.Evidence";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _appended;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _latency;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _commit;

    public EvidenceMetrics(LogTail tail, Func<bool> isFaulted, Func<int> openCrossings)
    {
        _appended = _meter.CreateCounter<long>("evidence_entries_appended", "{entry}", "Entries made durable.");
        _refused = _meter.CreateCounter<long>("evidence_entries_refused", "{entry}", "Entries that could not be made durable.");
        _latency = _meter.CreateHistogram<double>("evidence_append_duration", "s", "Time from append to durable.");
        _batchSize = _meter.CreateHistogram<int>("evidence_batch_size", "{entry}", "Entries that shared one fsync.");
        _commit = _meter.CreateHistogram<double>("evidence_commit_duration", "s", "Time of one commit with its fsync.");
        _meter.CreateObservableGauge("evidence_sequence", () => tail.Count, "{entry}", "Number of durable entries.");
        _meter.CreateObservableGauge("evidence_head_size", () => tail.Head?.Size ?? 0, "{entry}", "Entries covered by the latest signed head.");
        _meter.CreateObservableGauge("evidence_open_crossings", openCrossings, "{crossing}", "Crossings announced and not ended.");
        _meter.CreateObservableGauge("evidence_fault", () => isFaulted() ? 1 : 0, null, "1 while the log cannot be written and nothing moves.");
    }

    public void Committed(int entries, TimeSpan duration)
    {
        _appended.Add(entries);
        _batchSize.Record(entries);
        _commit.Record(duration.TotalSeconds);
    }

    public void Waited(TimeSpan duration) => _latency.Record(duration.TotalSeconds);

    public void Refused(int entries) => _refused.Add(entries);

    public void Dispose() => _meter.Dispose();
}
