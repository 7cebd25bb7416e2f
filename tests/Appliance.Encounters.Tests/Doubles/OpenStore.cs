using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Hosting;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Evidence;
using Microsoft.Extensions.DependencyInjection;

namespace Appliance.Encounters.Tests.Doubles;

/// <summary>The storage of an appliance without its silo: deliveries are kept, and nobody carries them on.</summary>
internal sealed class OpenStore : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly DataFolder _folder;

    public OpenStore(string path, IEvidenceLog evidence)
    {
        _folder = DataFolder.Open(path).Value;
        _services = new ServiceCollection()
            .AddSingleton(evidence)
            .AddEncounterServices(_folder, new EncountersOptions())
            .BuildServiceProvider();
        Store = _services.GetRequiredService<ClinicalStore>();
    }

    public ClinicalStore Store { get; }

    public KeyStore Keys => _services.GetRequiredService<KeyStore>();

    public ClinicalDatabase Database => _services.GetRequiredService<ClinicalDatabase>();

    public Task<Outcome<DeliveryReceipt>> CommitAsync(Delivery delivery) => Store.CommitAsync(delivery, TestContext.Current.CancellationToken);

    public Task<StoredResource?> ReadAsync(ResourceKey key) => Store.ReadAsync(key, TestContext.Current.CancellationToken);

    public List<InboxRow> Inbox()
    {
        using var rows = Database.Rows();
        return [.. rows.Inbox.OrderBy(i => i.Number)];
    }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }
}
