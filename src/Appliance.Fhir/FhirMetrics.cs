using System.Diagnostics.Metrics;
using Appliance.Domain.Intake;

namespace Appliance.Fhir;

/// <summary>Counts of the endpoint; labels are our own words only.</summary>
internal sealed class FhirMetrics : IDisposable
{
    private readonly Meter _meter = new("Appliance.Fhir");
    private readonly Counter<long> _resources;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _seconds;

    public FhirMetrics()
    {
        _resources = _meter.CreateCounter<long>("appliance_fhir_resources", "{resource}", "Resources written, by what the write did.");
        _refusals = _meter.CreateCounter<long>("appliance_fhir_refusals", "{request}", "Requests refused, by code.");
        _bytes = _meter.CreateCounter<long>("appliance_fhir_received_bytes", "By", "Bytes of request bodies.");
        _seconds = _meter.CreateHistogram<double>("appliance_fhir_request_seconds", "s", "Time from request to answer, by interaction.");
    }

    public void Written(WriteEffect? effect) => _resources.Add(1, new KeyValuePair<string, object?>("effect", effect switch
    {
        WriteEffect.Created => "created",
        WriteEffect.Updated => "updated",
        _ => "unchanged",
    }));

    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Received(long bytes) => _bytes.Add(bytes);

    public void Answered(string interaction, TimeSpan time) => _seconds.Record(time.TotalSeconds, new KeyValuePair<string, object?>("interaction", interaction));

    public void Dispose() => _meter.Dispose();
}
