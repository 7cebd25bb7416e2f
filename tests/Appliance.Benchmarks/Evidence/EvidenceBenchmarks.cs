using Appliance.Evidence;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Signing;
using Appliance.Testing;
using BenchmarkDotNet.Attributes;

namespace Appliance.Benchmarks.Evidence;

/// <summary>The pieces of an append that take processor time.</summary>
[MemoryDiagnoser]
public class EvidenceBenchmarks
{
    private readonly CanonicalJsonWriter _json = new();
    private readonly EvidenceEntry _entry = Some.Movement() with { Crossing = Guid.NewGuid(), At = Some.Moment };
    private readonly LogSigner _signer = LogSigner.Ephemeral();
    private readonly MerkleTree _tree = new();
    private readonly byte[] _hash = new byte[32];
    private byte[] _leaf = [];

    [GlobalSetup]
    public void WriteOne() => _leaf = WriteEntry();

    [Benchmark]
    public byte[] WriteEntry() => EntryFormat.Write(123_456, _entry, _json);

    [Benchmark]
    public long ReadEntry() => EntryFormat.Read(_leaf).Sequence;

    [Benchmark]
    public byte[] LeafHash() => MerkleHash.Leaf(_leaf);

    [Benchmark]
    public void AppendToTree() => _tree.Append(_hash, null);

    [Benchmark]
    public TreeHead SignHead() => _signer.Sign("hospital.example/evidence", 123_456, _hash, Some.Moment);
}
