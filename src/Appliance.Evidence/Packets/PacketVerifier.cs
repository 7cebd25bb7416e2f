using System.Security.Cryptography;
using System.Text;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Verification;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Packets;

/// <summary>
/// Checks an evidence packet without the log and without a network. Everything is computed again from the bytes: the links of the keys, the signatures of the checkpoint, each entry's
/// canonical form, number and way to the signed root, the manifest, the page and the sums. Work and memory are bounded whatever the packet holds.
/// </summary>
public static class PacketVerifier
{
    /// <summary>Checks a packet.</summary>
    /// <param name="path">A zip or a folder.</param>
    /// <param name="trust">What the checker knows from elsewhere.</param>
    /// <param name="progress">Told how many entries were checked.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PacketReport Verify(string path, PacketTrust trust, IProgress<VerifyProgress>? progress, CancellationToken cancellation) =>
        Verify(() => PacketSource.Open(path), trust, progress, cancellation);

    /// <summary>Checks a packet in a seekable stream.</summary>
    /// <inheritdoc cref="Verify(string, PacketTrust, IProgress{VerifyProgress}, CancellationToken)"/>
    public static PacketReport Verify(Stream zip, PacketTrust trust, IProgress<VerifyProgress>? progress, CancellationToken cancellation) =>
        Verify(() => PacketSource.Open(zip), trust, progress, cancellation);

    private static PacketReport Verify(Func<PacketSource> open, PacketTrust trust, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(trust);
        var problems = new List<VerifyProblem>();
        var steps = new List<string>();
        PacketFacts? facts = null;
        try
        {
            using var source = open();
            facts = new PacketCheck(source, trust, problems, steps).Run(progress, cancellation);
        }
        catch (InvalidDataException failure)
        {
            problems.Add(new VerifyProblem(null, failure.Message));
        }

        return new PacketReport(facts, steps, problems);
    }

    /// <summary>One run over a packet.</summary>
    private sealed class PacketCheck(PacketSource source, PacketTrust trust, List<VerifyProblem> problems, List<string> steps)
    {
        public PacketFacts Run(IProgress<VerifyProgress>? progress, CancellationToken cancellation)
        {
            CheckSums(cancellation);
            var (scope, made, required) = PacketFacts.ReadManifest(source.ReadWhole(PacketFiles.Manifest));
            var (chain, witnesses) = PacketKeys.Read(source.ReadWhole(PacketFiles.Keys));
            CheckPin(chain);
            var note = SignedNote.Read(source.ReadWhole(PacketFiles.Checkpoint), out var fault) ?? throw new InvalidDataException(fault);
            var checkpoint = Checkpoint.Read(note) ?? throw new InvalidDataException("The signed text is not a checkpoint.");
            CheckSignature(chain, note, checkpoint);
            var policy = PolicyOf(witnesses, required);
            CheckWitnesses(note);
            var (count, first, last) = CheckEntries(scope, checkpoint, progress, cancellation);
            var facts = new PacketFacts(scope, checkpoint.Origin, checkpoint.Size, count, first, last, made, policy, policy.Cosigners(note));
            CheckWords(facts, note);
            return facts;
        }

        private void CheckSums(CancellationToken cancellation)
        {
            var expected = new StringBuilder();
            foreach (var name in PacketFiles.All.Select(file => file.Name).Where(name => name != PacketFiles.Sums).Order(StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                using var stream = source.Read(name);
                expected.Append(Convert.ToHexStringLower(SHA256.HashData(stream))).Append("  ").Append(name).Append('\n');
            }

            Step(source.ReadWhole(PacketFiles.Sums).AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(expected.ToString())), "The files have the sums that SHA256SUMS names.", "A file is not the one that SHA256SUMS names.");
        }

        private void CheckPin(KeyChain chain)
        {
            if (trust.LogKey is { } pinned)
                Step(chain.Holds(pinned), "The log's key is the expected one, or linked to it by signatures of both.", $"The packet is of the key {chain.First.KeyId}, which nothing links to the expected {pinned.KeyId}.");
            else
                steps.Add("The log's key was taken from the packet itself, so this shows only that the packet agrees with itself.");
        }

        private void CheckSignature(KeyChain chain, SignedNote note, Checkpoint checkpoint)
        {
            var key = chain.At(checkpoint.Size);
            var good = string.Equals(checkpoint.Origin, key.Origin, StringComparison.Ordinal) && note.Verify([key.Verifier]).Verified.Count == 1
                && chain.Rotations.All(rotation => rotation.Sequence < checkpoint.Size);
            Step(good, $"The checkpoint with {checkpoint.Size} entries is signed by the log.", "The checkpoint is not signed by the log's key.");
        }

        /// <summary>The words about witnesses are those of the packet's own policy; what the checker demands is checked beside it.</summary>
        private static WitnessPolicy PolicyOf(IReadOnlyList<VerifierKey> witnesses, int required)
        {
            try
            {
                return new WitnessPolicy(witnesses, required);
            }
            catch (ArgumentException failure)
            {
                throw new InvalidDataException("The packet's witness policy contradicts itself.", failure);
            }
        }

        private void CheckWitnesses(SignedNote note)
        {
            if (note.Verify(trust.Policy.Witnesses).Wrong is { } wrong)
                problems.Add(new VerifyProblem(null, $"The cosignature of {wrong.Name} is wrong."));
            else if (trust.Policy.IsWitnessed)
                Step(trust.Policy.IsMetBy(note), "Enough of the expected witnesses cosigned the checkpoint.", $"Not enough of the expected witnesses cosigned the checkpoint. {trust.Policy.Describe()}");
            else
                steps.Add("No witness was demanded. " + WitnessPolicy.NoWitness);
        }

        private (long Count, long First, long Last) CheckEntries(PacketScope scope, Checkpoint checkpoint, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
        {
            using var entries = new LineReader(source.Read(PacketFiles.Entries), Tiles.EntryBundle.MaxEntryBytes);
            using var proofs = new LineReader(source.Read(PacketFiles.Proofs), 128);
            var (count, first, last) = (0L, -1L, -1L);
            var before = problems.Count;
            while (entries.Next() is { } leaf)
            {
                cancellation.ThrowIfCancellationRequested();
                if (count >= PacketWriter.MaxEntries)
                    throw new InvalidDataException($"{PacketFiles.Entries} holds more entries than a packet can.");
                var block = new List<string> { TlogProof.Header };
                while (proofs.Next() is { Length: > 0 } line && block.Count <= MerkleProof.MaxHashes + 2)
                    block.Add(Encoding.ASCII.GetString(line));
                if (TlogProof.ReadBlock(block) is not var (index, hashes))
                    throw new InvalidDataException($"{PacketFiles.Proofs} does not hold the proof of entry {count + 1} of the packet.");
                CheckEntry(leaf, index, hashes, last, scope, checkpoint);
                (count, first, last) = (count + 1, count == 0 ? index : first, index);
                if (count % 1000 == 0)
                    progress?.Report(new VerifyProgress(count, count));
            }

            if (proofs.Next() is not null)
                throw new InvalidDataException($"{PacketFiles.Proofs} holds more than the proofs of the entries.");
            if (problems.Count == before)
                steps.Add($"Each of {count} entries is in canonical form, belongs to the packet and is in the log at its number.");
            progress?.Report(new VerifyProgress(count, count));
            return (count, first, last);
        }

        private void CheckEntry(byte[] leaf, long index, IReadOnlyList<byte[]> hashes, long before, PacketScope scope, Checkpoint checkpoint)
        {
            if (problems.Count >= VerifyReport.MaxProblems)
                return;
            try
            {
                var (sequence, entry) = EntryFormat.Read(leaf);
                if (sequence != index)
                    problems.Add(new VerifyProblem(index, $"Entry {index} carries the number {sequence}."));
                if (scope.Subject is not null && !scope.Holds(entry))
                    problems.Add(new VerifyProblem(index, $"Entry {index} is not about the packet's subject."));
                if (scope.Subject is null && before < 0 && !scope.Holds(entry))
                    problems.Add(new VerifyProblem(index, $"Entry {index} is not of the packet's period."));
            }
            catch (FormatException failure)
            {
                problems.Add(new VerifyProblem(index, $"Entry {index}: {failure.Message}"));
            }

            if (index <= before || (scope.Subject is null && before >= 0 && index != before + 1))
                problems.Add(new VerifyProblem(index, $"Entry {index} does not follow entry {before}: a part was cut out or put in."));
            if (!MerkleProof.Includes(index, checkpoint.Size, MerkleHash.Leaf(leaf), checkpoint.Root.Span, hashes))
                problems.Add(new VerifyProblem(index, $"Entry {index} is not in the log as it is here: its bytes, its number or its proof was changed."));
        }

        private void CheckWords(PacketFacts facts, SignedNote note)
        {
            Step(source.ReadWhole(PacketFiles.Manifest).AsSpan().SequenceEqual(facts.ToManifest()), "The manifest says what the other files show.", "The manifest does not say what the other files show.");
            var good = false;
            try
            {
                using var stored = source.Read(PacketFiles.Page);
                using var comparing = new ComparingStream(stored);
                using (var entries = new LineReader(source.Read(PacketFiles.Entries), Tiles.EntryBundle.MaxEntryBytes))
                    PacketPage.Write(comparing, facts, note.ToString(), entries.All().Select(leaf => EntryFormat.Read(leaf)));
                good = comparing.IsSame();
            }
            catch (FormatException)
            {
                // An entry that cannot be read is a problem already.
            }

            Step(good, "The page says what the other files show.", "The page does not say what the other files show.");
        }

        private void Step(bool good, string words, string problem)
        {
            if (good)
                steps.Add(words);
            else
                problems.Add(new VerifyProblem(null, problem));
        }
    }
}

/// <summary>What a checker knows from elsewhere than the packet.</summary>
/// <param name="LogKey">A key of the log; null to take the packet's own, which shows only that it agrees with itself.</param>
/// <param name="Policy">Witnesses that must have cosigned; <see cref="WitnessPolicy.None"/> demands none.</param>
public sealed record PacketTrust(LogKey? LogKey, WitnessPolicy Policy);

/// <summary>What a check of a packet found.</summary>
/// <param name="Facts">What the packet says; null when it could not be read that far.</param>
/// <param name="Steps">What was found good, in words.</param>
/// <param name="Problems">What was not; empty when all is well.</param>
public sealed record PacketReport(PacketFacts? Facts, IReadOnlyList<string> Steps, IReadOnlyList<VerifyProblem> Problems)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsGood => Problems.Count == 0 && Facts is not null;

    /// <summary>The first entry that is concerned by a problem; null when none is.</summary>
    public long? FirstBadIndex => Problems.Min(problem => problem.Index);
}
