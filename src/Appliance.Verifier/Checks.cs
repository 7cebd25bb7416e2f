using System.Globalization;
using Appliance.Evidence;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Verification;
using Appliance.Evidence.Witnessing;

namespace Appliance.Verifier;

/// <summary>The checks themselves. Each prints what it found good, then what it did not, and ends with one line: GOOD or BAD.</summary>
internal sealed class Checks(VerifierOptions options, TextWriter output, TextWriter errors, CancellationToken cancellation)
{
    public int Run() => options.Verb switch
    {
        "log" => Log(),
        "packet" => Packet(),
        "proof" => Proof(),
        _ => Consistency(),
    };

    private static byte[] ReadFile(string path, int max)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"There is no file {path}.");
        return file.Length <= max ? File.ReadAllBytes(path) : throw new IOException($"{path} is longer than {max} bytes, which such a file never is.");
    }

    private static SignedNote ReadNote(string path) => SignedNote.Read(ReadFile(path, SignedNote.MaxBytes), out var fault) is { } note && Checkpoint.Read(note) is not null
        ? note
        : throw new EvidenceOpenException(EvidenceCodes.Damaged, $"{path} is not a checkpoint. {fault}");

    private static IEvidenceReader OpenLog(string path) => Directory.Exists(path) ? TileFolder.Open(path) : SqliteEvidenceReader.Open(path);

    private int Log()
    {
        var store = OpenLog(options.Paths[0]);
        using var owned = store as IDisposable;
        var report = store is TileFolder folder
            ? TileFolderVerifier.Verify(folder, options.Key, Progress(), cancellation)
            : EvidenceVerifier.Verify(store, options.Key, Progress(), cancellation);
        Print($"{report.Entries:N0} entries, {report.Heads:N0} signed heads and {report.Tiles:N0} hash tiles were computed again.");
        if (report.Unsigned > 0)
            Print($"The last {report.Unsigned:N0} entries are not covered by a signed head yet.");
        if (report.OpenCrossings > 0)
            Print($"{report.OpenCrossings:N0} crossings are announced and not ended.");
        Print($"Root: {Convert.ToBase64String(report.Root.Span)}");
        var problems = report.Problems.ToList();
        if (report.IsGood)
        {
            CheckWitnesses(store, problems);
            foreach (var file in options.Checkpoints)
                CheckKept(store, file, problems);
        }

        return Finish(problems, report.FirstBadIndex);
    }

    private void CheckWitnesses(IEvidenceReader store, List<VerifyProblem> problems)
    {
        if (!options.Policy.IsWitnessed)
            Print(WitnessPolicy.NoWitness);
        else if (PublishedCheckpoint.Witnessed(store, options.Policy) is { } witnessed)
            Print($"The first {Checkpoint.Read(witnessed)!.Size:N0} entries are covered by a checkpoint that the witnesses cosigned: {Names(witnessed)}.");
        else
            problems.Add(new VerifyProblem(null, $"No checkpoint of the log is cosigned as demanded. {options.Policy.Describe()}"));
    }

    /// <summary>A checkpoint that was kept elsewhere must be a beginning of the log: this is what finds a log that was rewritten with its true key.</summary>
    private void CheckKept(IEvidenceReader store, string file, List<VerifyProblem> problems)
    {
        var note = ReadNote(file);
        var kept = Checkpoint.Read(note)!;
        var keys = store.Identity is { } first ? KeyChain.Load(store, first).Keys : [options.Key!];
        if (note.Verify([.. keys.Select(key => key.Verifier)]).Verified.Count == 0)
            problems.Add(new VerifyProblem(null, $"{file} is not signed by a key of this log."));
        else if (kept.Size > store.Count())
            problems.Add(new VerifyProblem(store.Count(), $"{file} covers {kept.Size} entries, the log has {store.Count()}: its end was cut off, or an old copy was put back."));
        else if (!new TreeReader(store).Root(kept.Size).AsSpan().SequenceEqual(kept.Root.Span))
            problems.Add(new VerifyProblem(0, $"The log does not begin with the {kept.Size} entries of {file}: it was rewritten.", kept.Size - 1));
        else
            Print($"The log begins with the {kept.Size:N0} entries of {file}.");
    }

    private int Packet()
    {
        var report = PacketVerifier.Verify(options.Paths[0], new PacketTrust(options.Key, options.Policy), Progress(), cancellation);
        foreach (var step in report.Steps)
            Print(step);
        if (report.Facts is { } facts)
        {
            Print($"{facts.Count:N0} entries of the log {facts.Origin}, which had {facts.Size:N0} at the checkpoint.");
            Print(facts.WitnessWords);
            Print(facts.Scope.Describe());
        }

        return Finish(report.Problems, report.FirstBadIndex);
    }

    private int Proof()
    {
        var problems = new List<VerifyProblem>();
        if (TlogProof.Read(ReadFile(options.Paths[0], TlogProof.MaxBytes), out var fault) is not { } proof)
        {
            problems.Add(new VerifyProblem(null, fault!));
            return Finish(problems, null);
        }

        if (proof.Fault(ReadFile(options.Entry!, EntryBundle.MaxEntryBytes), [options.Key!.Verifier, .. options.Policy.Witnesses]) is { } wrong)
            problems.Add(new VerifyProblem(proof.Index, wrong));
        else if (options.Policy.IsWitnessed && !options.Policy.IsMetBy(proof.Note))
            problems.Add(new VerifyProblem(null, $"Not enough of the expected witnesses cosigned the checkpoint. {options.Policy.Describe()}"));
        else
            Print($"The entry is number {proof.Index} of the log {options.Key.Origin}, which had {Checkpoint.Read(proof.Note)!.Size:N0} at the checkpoint.");
        if (!options.Policy.IsWitnessed)
            Print(WitnessPolicy.NoWitness);
        return Finish(problems, problems.Count > 0 ? proof.Index : null);
    }

    private int Consistency()
    {
        var (older, newer) = (ReadNote(options.Paths[0]), ReadNote(options.Paths[1]));
        var (old, now) = (Checkpoint.Read(older)!, Checkpoint.Read(newer)!);
        var problems = new List<VerifyProblem>();
        var store = OpenLog(options.Log!);
        using var owned = store as IDisposable;
        var chain = store.Identity is { } first ? KeyChain.Load(store, first) : new KeyChain(options.Key!);
        if (!chain.Holds(options.Key!))
            problems.Add(new VerifyProblem(null, $"The log's keys are not linked to the expected {options.Key!.KeyId}."));
        foreach (var (file, note) in ((string, SignedNote)[])[(options.Paths[0], older), (options.Paths[1], newer)])
        {
            if (note.Verify([.. chain.Keys.Select(key => key.Verifier)]).Verified.Count == 0 || Checkpoint.Read(note)!.Origin != chain.First.Origin)
                problems.Add(new VerifyProblem(null, $"{file} is not signed by a key of this log."));
        }

        if (old.Size > now.Size || now.Size > store.Count())
            problems.Add(new VerifyProblem(null, old.Size > now.Size ? "The first checkpoint is the larger one." : "The log has fewer entries than the newer checkpoint covers."));
        else if (!MerkleProof.IsConsistent(old.Size, old.Root.Span, now.Size, now.Root.Span, new TreeReader(store).Consistency(old.Size, now.Size)))
            problems.Add(new VerifyProblem(0, $"The log with {now.Size} entries does not begin with the {old.Size} entries of the older checkpoint.", Math.Max(0, old.Size - 1)));
        else
            Print($"The log with {now.Size:N0} entries begins with the {old.Size:N0} entries of the older checkpoint.");
        return Finish(problems, null);
    }

    private int Finish(IReadOnlyList<VerifyProblem> problems, long? firstBad)
    {
        foreach (var problem in problems)
            Print(problem.Index is { } index ? $"BAD at {index}: {problem.Sentence}" : $"BAD: {problem.Sentence}");
        if (problems.Count == 0)
            Print(options.Key is null ? "GOOD in itself; the key was not checked." : "GOOD");
        else
            Print(firstBad is { } bad ? $"BAD: first bad entry {bad}" : "BAD");
        return problems.Count == 0 ? VerifierCommand.Good : VerifierCommand.Bad;
    }

    private string Names(SignedNote note) => string.Join(", ", options.Policy.Cosigners(note).Select(cosigner => cosigner.Key.Name));

    private void Print(string line) => output.WriteLine(line);

    private ProgressLine? Progress() => options.IsQuiet || Console.IsErrorRedirected ? null : new ProgressLine(errors);

    /// <summary>One line that is written over.</summary>
    private sealed class ProgressLine(TextWriter errors) : IProgress<VerifyProgress>
    {
        private long _shown = -1;

        public void Report(VerifyProgress value)
        {
            var percent = value.Total == 0 ? 100 : value.Checked * 100 / value.Total;
            if (percent == _shown)
                return;
            _shown = percent;
            errors.Write(string.Create(CultureInfo.InvariantCulture, $"\r{percent,3} % of {value.Total:N0}"));
            if (percent == 100)
                errors.WriteLine();
        }
    }
}
