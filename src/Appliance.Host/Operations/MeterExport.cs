using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace Appliance.Host.Operations;

/// <summary>
/// Carries the instruments of our own meters into a Prometheus registry, each under its own name with <c>appliance_</c> in front; a counter stays a
/// counter. (prometheus-net's own adapter puts the meter's name before the instrument's and turns counters into gauges.)
/// </summary>
internal sealed class MeterExport : IDisposable
{
    // 1 ms to 1 min for times in seconds, powers of four for counts and sizes.
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] Amounts = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

    private readonly MeterListener _listener = new();
    private readonly IMetricFactory _metrics;
    private readonly ConcurrentDictionary<string, Collector> _collectors = new(StringComparer.Ordinal);

    public MeterExport(CollectorRegistry registry)
    {
        _metrics = Metrics.WithCustomRegistry(registry);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Appliance.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
        registry.AddBeforeCollectCallback(_listener.RecordObservableInstruments);
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>The name under which an instrument is exported.</summary>
    internal static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        name = name.StartsWith("appliance_", StringComparison.Ordinal) ? name : "appliance_" + name;
        return IsCounter(instrument) && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static bool IsCounter(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>);
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Label names of an instrument are the same each time: they are words of our own source, in its order.
        var names = new string[tags.Length];
        var values = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            names[i] = tags[i].Key.Replace('.', '_');
            values[i] = tags[i].Value?.ToString() ?? string.Empty;
        }

        switch (_collectors.GetOrAdd(NameOf(instrument), (name, made) => Make(name, made.Instrument, made.Names), (Instrument: instrument, Names: names)))
        {
            case Counter counter when instrument.IsObservable:
                counter.WithLabels(values).IncTo(value);
                break;
            case Counter counter:
                counter.WithLabels(values).Inc(value);
                break;
            case Histogram histogram:
                histogram.WithLabels(values).Observe(value);
                break;
            case Gauge gauge when instrument.IsObservable || instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>):
                gauge.WithLabels(values).Set(value);
                break;
            case Gauge gauge:
                gauge.WithLabels(values).Inc(value);
                break;
        }
    }

    private Collector Make(string name, Instrument instrument, string[] labels)
    {
        var help = instrument.Description ?? string.Empty;
        if (IsCounter(instrument))
        {
            return _metrics.CreateCounter(name, help, labels);
        }

        return instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>)
            ? _metrics.CreateHistogram(name, help, labels, new HistogramConfiguration { Buckets = instrument.Unit == "s" ? Seconds : Amounts })
            : _metrics.CreateGauge(name, help, labels);
    }
}
