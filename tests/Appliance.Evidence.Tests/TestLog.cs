using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;
using Appliance.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Appliance.Evidence.Tests;

/// <summary>A log in memory with entries in it, whose data a test can tamper with. The same seed gives the same keys and entries.</summary>
internal sealed class TestLog : IAsyncDisposable
{
    public const string Origin = "hospital.example/evidence";

    private TestLog(InMemoryEvidenceStore store, LogSigner signer, EvidenceOptions options, FakeTimeProvider time) =>
        (Store, Signer, Options, Time) = (store, signer, options, time);

    public InMemoryEvidenceStore Store { get; }

    public LogSigner Signer { get; }

    public EvidenceOptions Options { get; }

    public FakeTimeProvider Time { get; }

    public EvidenceLog Log { get; private set; } = null!;

    public VerifierKey Key => Log.Key.Verifier;

    public static async Task<TestLog> OpenAsync(int entries = 0, Action<EvidenceOptions>? configure = null, LogSigner? signer = null)
    {
        var store = new InMemoryEvidenceStore();
        signer ??= LogSigner.Ephemeral();
        store.Found(new LogKey(Origin, signer.PublicKey));
        var options = new EvidenceOptions { HeadInterval = TimeSpan.Zero, HeadKeepInterval = TimeSpan.Zero };
        configure?.Invoke(options);
        var log = new TestLog(store, signer, options, new FakeTimeProvider(Some.Moment));
        await log.ReopenAsync();
        await log.AppendAsync(entries);
        return log;
    }

    /// <summary>Opens the log again over the same store.</summary>
    public async Task ReopenAsync(LogSigner? signer = null)
    {
        if (Log is not null)
            await Log.DisposeAsync();
        Log = await EvidenceLog.OpenAsync(Store, signer ?? Signer, Options, Time, null, CancellationToken.None);
    }

    public async Task AppendAsync(int entries)
    {
        for (var done = 0; done < entries; done += 500)
        {
            var part = Enumerable.Range(done, Math.Min(500, entries - done));
            await Log.AppendAsync([.. part.Select(n => Some.Fact() with { Items = n, Detail = new Token("worker-1"), Subject = SubjectOf(n) })], CancellationToken.None);
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Entry n is about subject n mod 10.</summary>
    public static Guid SubjectOf(int n) => new(n % 10 + 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    public SignedNote Checkpoint() => PublishedCheckpoint.Of(Store, Log.Policy)!;

    public ValueTask DisposeAsync() => Log.DisposeAsync();
}
