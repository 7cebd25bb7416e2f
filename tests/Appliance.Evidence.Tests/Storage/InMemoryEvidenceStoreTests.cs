using Appliance.Evidence.Storage;
using Appliance.Testing;

namespace Appliance.Evidence.Tests.Storage;

public sealed class InMemoryEvidenceStoreTests : EvidenceStoreConformance
{
    private readonly InMemoryEvidenceStore _store = new();

    protected override IEvidenceStore Open() => _store;
}
