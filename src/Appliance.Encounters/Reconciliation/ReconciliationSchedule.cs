using Appliance.Evidence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Appliance.Encounters.Reconciliation;

/// <summary>Runs the comparison some time after the start, and then at even intervals.</summary>
internal sealed partial class ReconciliationSchedule(Reconciler reconciler, EncountersOptions options, TimeProvider time, ILogger<ReconciliationSchedule> log) : BackgroundService
{
    /// <summary>After a start people and EHRs come first.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(AfterStart, time, stoppingToken).ConfigureAwait(false);
            using var timer = new PeriodicTimer(options.ReconcileEvery, time);
            do
            {
                await RunAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            var report = await reconciler.RunAsync(cancellation).ConfigureAwait(false);
            if (!report.Agrees)
            {
                LogGaps(report.Gaps.Count);
            }
        }
        catch (Exception e) when (e is IOException or EvidenceUnavailableException or Microsoft.Data.Sqlite.SqliteException)
        {
            LogNotDone(e.GetType().Name);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "What is stored and what the evidence log says differ for {Gaps} subjects; the dashboard and the log name them.")]
    private partial void LogGaps(int gaps);

    [LoggerMessage(2, LogLevel.Warning, "Storage and evidence could not be compared ({Failure}); the next run tries again.")]
    private partial void LogNotDone(string failure);
}
