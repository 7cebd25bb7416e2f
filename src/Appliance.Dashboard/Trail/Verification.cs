using Appliance.Evidence.Storage;
using Appliance.Evidence.Verification;
using Microsoft.Extensions.DependencyInjection;

namespace Appliance.Dashboard.Trail;

/// <summary>Re-reads and recomputes the whole log in the background, once at a time for all screens; its result stays when a page is left.</summary>
/// <param name="services">Where the log's reader is found, when there is one.</param>
/// <param name="time">Dates the result.</param>
public sealed class Verification(IServiceProvider services, TimeProvider time) : IProgress<VerifyProgress>, IDisposable
{
    private readonly IEvidenceReader? _reader = services.GetService<IEvidenceReader>();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;

    /// <summary>True when this host can verify.</summary>
    public bool IsPossible => _reader is not null;

    /// <summary>How far the running verification is; null when none runs.</summary>
    public VerifyProgress? Progress { get; private set; }

    /// <summary>The last result; null before the first.</summary>
    public VerifyReport? Report { get; private set; }

    /// <summary>When <see cref="Report"/> was made.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Why the last verification ended without a result; null when it has one.</summary>
    public string? Fault { get; private set; }

    /// <summary>Starts one unless one runs.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_running is not null || _reader is null)
            {
                return;
            }

            _running = new CancellationTokenSource();
            (Progress, Fault) = (new VerifyProgress(0, _reader.Count()), null);
            _ = Task.Run(() => Run(_running.Token));
        }
    }

    /// <summary>Stops the running one.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _running?.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    void IProgress<VerifyProgress>.Report(VerifyProgress value) => Progress = value;

    private void Run(CancellationToken stop)
    {
        try
        {
            var report = EvidenceVerifier.Verify(_reader!, null, this, stop);
            (Report, At) = (report, time.GetUtcNow());
        }
        catch (OperationCanceledException)
        {
            Fault = "Stopped before the end. Nothing is said about the log.";
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or System.Data.Common.DbException)
        {
            Fault = "The log could not be read to its end. Nothing is said about it; the host's log has the cause.";
        }
        finally
        {
            lock (_gate)
            {
                _running?.Dispose();
                (_running, Progress) = (null, null);
            }
        }
    }
}
