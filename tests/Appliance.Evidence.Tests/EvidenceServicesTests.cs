using Appliance.Evidence.Storage;
using Appliance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Appliance.Evidence.Tests;

public sealed class EvidenceServicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AHostOpensTheLogWhenItStartsAndClosesItLast()
    {
        using (var host = HostWith(_folder.File("evidence.db")))
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            var log = host.Services.GetRequiredService<IEvidenceLog>();
            await log.AppendAsync(Some.Fact(), TestContext.Current.CancellationToken);
            Assert.Same(log, host.Services.GetRequiredService<EvidenceLog>());
            await host.StopAsync(TestContext.Current.CancellationToken);
            await log.AppendAsync(Some.Fact(), TestContext.Current.CancellationToken);
        }

        using var reader = SqliteEvidenceReader.Open(_folder.File("evidence.db"));
        Assert.Equal((2, 2), (reader.Count(), reader.LatestHead()!.Size));
    }

    [Fact]
    public async Task AHostWhoseLogIsInUseDoesNotStart()
    {
        await using var other = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = _folder.File("evidence.db") }, TimeProvider.System);
        using var host = HostWith(_folder.File("evidence.db"));

        var refusal = await Assert.ThrowsAsync<EvidenceOpenException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(EvidenceCodes.InUse, refusal.Code);
    }

    [Fact]
    public async Task AHostWithoutAPathSaysWhatToSet()
    {
        using var host = HostWith(string.Empty);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Path names no file", refusal.Message, StringComparison.Ordinal);
    }

    private static IHost HostWith(string path)
    {
        var builder = new HostBuilder();
        builder.ConfigureServices(services => services.AddEvidence(options => options.Path = path));
        return builder.Build();
    }
}
