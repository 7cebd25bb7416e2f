using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Verification;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Packets;

/// <summary>
/// Writes an evidence packet: some entries of a log with all that is needed to check them without the log and without us.
/// <code>
/// checkpoint      the published checkpoint, with cosignatures
/// keys.txt        public keys, and the links between keys that followed each other
/// entries.jsonl   the canonical bytes of each entry, each ended by a newline
/// proofs.txt      for each entry the lines "index N" and its inclusion proof, ended by an empty line: behind "c2sp.org/tlog-proof@v1" and before the checkpoint each is a .tlog-proof
/// manifest.json   what it is about
/// index.html      the same facts for people
/// SHA256SUMS      for `sha256sum -c`
/// </code>
/// Only entries that the checkpoint covers are in it.
/// </summary>
/// <param name="store">The log.</param>
/// <param name="policy">Its witness policy.</param>
/// <param name="time">Dates the packet.</param>
public sealed class PacketWriter(IEvidenceReader store, WitnessPolicy policy, TimeProvider time)
{
    /// <summary>The most entries of a packet. A longer period is several packets, or an export of the whole log.</summary>
    public const int MaxEntries = 200_000;

    private const int PageSize = 1024;

    /// <summary>Writes a packet as a zip.</summary>
    /// <param name="target">Takes the bytes; need not be seekable.</param>
    /// <param name="scope">What it is about.</param>
    /// <param name="progress">Told how far the search for entries has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidOperationException">Nothing signed is there yet, or there are more entries than a packet holds; the message says what to do.</exception>
    public PacketFacts WriteZip(Stream target, PacketScope scope, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        return Write(scope, name => zip.CreateEntry(name, CompressionLevel.Optimal).Open(), progress, cancellation);
    }

    /// <summary>Writes a packet into a new folder.</summary>
    /// <inheritdoc cref="WriteZip"/>
    public PacketFacts WriteFolder(string path, PacketScope scope, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(path);
        if (Directory.EnumerateFileSystemEntries(path).Any())
            throw new InvalidOperationException($"{path} is not empty. A packet is written into a folder of its own.");
        return Write(scope, name => new FileStream(Path.Combine(path, name), FileMode.CreateNew), progress, cancellation);
    }

    private PacketFacts Write(PacketScope scope, Func<string, Stream> create, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var note = PublishedCheckpoint.Of(store, policy) ?? throw new InvalidOperationException("The log has no signed checkpoint yet, so nothing can be proved.");
        var checkpoint = Checkpoint.Read(note)!;
        var numbers = Find(scope, checkpoint.Size, progress, cancellation);
        var facts = new PacketFacts(
            scope, checkpoint.Origin, checkpoint.Size, numbers.Count, numbers.Count > 0 ? numbers[0] : -1, numbers.Count > 0 ? numbers[^1] : -1, Now(), policy, policy.Cosigners(note));
        var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Put(PacketFiles.Checkpoint, stream => stream.Write(note.ToBytes()));
        Put(PacketFiles.Keys, stream => stream.Write(PacketKeys.Write(KeyChain.Load(store, store.Identity!), checkpoint.Size, policy)));
        Put(PacketFiles.Entries, stream => WriteEntries(stream, numbers, cancellation));
        Put(PacketFiles.Proofs, stream => WriteProofs(stream, numbers, note, checkpoint.Size, cancellation));
        Put(PacketFiles.Manifest, stream => stream.Write(facts.ToManifest()));
        Put(PacketFiles.Page, stream => PacketPage.Write(stream, facts, note.ToString(), Leaves(numbers).Select(leaf => EntryFormat.Read(leaf))));
        using var last = create(PacketFiles.Sums);
        last.Write(Encoding.ASCII.GetBytes(string.Concat(sums.Select(sum => $"{sum.Value}  {sum.Key}\n"))));
        return facts;

        void Put(string name, Action<Stream> write)
        {
            using var stream = create(name);
            using var hashing = new HashingStream(stream);
            write(hashing);
            sums[name] = hashing.Finish();
        }
    }

    private List<long> Find(PacketScope scope, long size, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        var numbers = new List<long>();
        for (var next = store.MinimumIndex(); next < size; progress?.Report(new VerifyProgress(next, size)))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var leaf in store.ReadLeaves(next, (int)Math.Min(PageSize, size - next)))
            {
                if (scope.Holds(EntryFormat.Read(leaf).Entry))
                    numbers.Add(next);
                next++;
            }

            if (numbers.Count > MaxEntries)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"More than {MaxEntries:N0} entries belong to it. Choose a shorter period, or export the whole log."));
        }

        // A period is a stretch of the log without gap, whatever the clock did in between.
        if (scope.Subject is not null || numbers.Count == 0)
            return numbers;
        return numbers[^1] - numbers[0] < MaxEntries
            ? [.. Enumerable.Range(0, (int)(numbers[^1] - numbers[0]) + 1).Select(i => numbers[0] + i)]
            : throw new InvalidOperationException("The clock was set within the period, and more entries lie in between than a packet holds. Choose a shorter period.");
    }

    private IEnumerable<byte[]> Leaves(List<long> numbers)
    {
        for (var i = 0; i < numbers.Count;)
        {
            // Neighbours are read in one run.
            var run = 1;
            while (run < PageSize && i + run < numbers.Count && numbers[i + run] == numbers[i] + run)
                run++;
            foreach (var leaf in store.ReadLeaves(numbers[i], run))
                yield return leaf;
            i += run;
        }
    }

    private void WriteEntries(Stream stream, List<long> numbers, CancellationToken cancellation)
    {
        foreach (var leaf in Leaves(numbers))
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Write(leaf);
            stream.WriteByte((byte)'\n');
        }
    }

    private void WriteProofs(Stream stream, List<long> numbers, SignedNote note, long size, CancellationToken cancellation)
    {
        var tree = new TreeReader(store);
        foreach (var number in numbers)
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Write(Encoding.ASCII.GetBytes(new TlogProof(number, tree.Inclusion(number, size), note).Block() + "\n"));
        }
    }

    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}

/// <summary>Passes bytes on and hashes them.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        inner.Write(buffer);
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }
}
