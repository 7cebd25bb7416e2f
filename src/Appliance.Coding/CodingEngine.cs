using System.Collections.Concurrent;
using System.Diagnostics;
using Appliance.CodeSets;
using Appliance.Coding.Confidence;
using Appliance.Coding.Gaps;
using Appliance.Coding.Guidelines;
using Appliance.Coding.Mentions;
using Appliance.Domain;

namespace Appliance.Coding;

/// <summary>
/// Reads the notes of one encounter and suggests ICD-10-CM codes, each with the words that support it. Thread-safe and immutable after construction;
/// the same encounter gives the same answer, <see cref="CodingResult.ElapsedMs"/> excepted.
/// </summary>
public sealed class CodingEngine
{
    private readonly CodeSetLibrary _library;
    private readonly string? _images;
    private readonly ConcurrentDictionary<string, Lazy<ReleaseEngine>> _releases = new(StringComparer.Ordinal);

    /// <summary>An engine over these releases. A release's lexicon is made ready on first use, or by <see cref="Warm"/>.</summary>
    /// <param name="library">The releases.</param>
    /// <param name="images">Folder of the lexicons that <see cref="WriteImages"/> made; null to compile each. An image of another build or release is passed over.</param>
    public CodingEngine(CodeSetLibrary library, string? images = null)
    {
        ArgumentNullException.ThrowIfNull(library);
        _library = library;
        _images = images;
    }

    /// <summary>Version of the rules and the lexicon; changes when an answer may change.</summary>
    public string Version => "0.1.0";

    /// <summary>Compiles the newest release's lexicon now rather than with the first encounter.</summary>
    public void Warm() => _ = Compiled(_library.Newest);

    /// <summary>Codes one encounter as a claim needs it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; checked at least every few milliseconds of work.</exception>
    public CodingResult Code(Encounter encounter, CancellationToken cancellation) => Code(encounter, CodingOptions.Default, cancellation);

    /// <summary>Codes one encounter.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; checked at least every few milliseconds of work.</exception>
    public CodingResult Code(Encounter encounter, CodingOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(encounter);
        ArgumentNullException.ThrowIfNull(options);
        cancellation.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        var release = _library.ForDate(encounter.DateOfService);
        var result = release.Succeeded ? Read(encounter, options, release.Value, cancellation) : new CodingResult(null, [], [Refusals.NoCodeSet]);
        return result with { EngineVersion = Version, ElapsedMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds };
    }

    /// <summary>Compiles the lexicon of every release into a folder, for engines that start later.</summary>
    public void WriteImages(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var set in _library.Sets)
            File.WriteAllBytes(Path.Combine(folder, LexiconImage.FileName(set)), LexiconImage.Write(LexiconBuilder.Build(set, Lender), Lender));
    }

    /// <summary>The newest release.</summary>
    internal CodeSet Newest => _library.Newest;

    /// <summary>The newest release that has an index and notes: it lends them to releases that were compiled without.</summary>
    private CodeSet Lender => _library.Sets.FirstOrDefault(set => set.Release is { HasIndex: true, HasNotes: true }) ?? _library.Newest;

    internal ReleaseEngine Compiled(CodeSet set) => _releases.GetOrAdd(set.Release.Id, _ => new Lazy<ReleaseEngine>(() => new ReleaseEngine(Lexicon(set)))).Value;

    private Lexicon Lexicon(CodeSet set)
    {
        var file = _images is null ? null : Path.Combine(_images, LexiconImage.FileName(set));
        return (File.Exists(file) ? LexiconImage.Read(File.ReadAllBytes(file), set, Lender) : null) ?? LexiconBuilder.Build(set, Lender);
    }

    private CodingResult Read(Encounter encounter, CodingOptions options, CodeSet set, CancellationToken cancellation)
    {
        var refusals = new List<Refusal>();
        var notes = encounter.Notes.Where(n => n.Signed).ToList();
        if (notes.Count == 0 && encounter.Notes.Count > 0)
            refusals.Add(Refusals.NoSignedNote);
        if (notes.RemoveAll(n => n.Text.Length > Note.MaxTextLength) > 0)
            refusals.Add(Refusals.NoteTooLong);
        if (notes.Count == 0)
            return new CodingResult(set.Release.Id, [], refusals);
        var engine = Compiled(set);
        var scorer = options.Profile?.For(engine);
        var clues = scorer?.NewReader(options.Policy);
        var reader = new EncounterReader(engine, encounter, options, cancellation) { Clues = clues };
        reader.Read(notes);
        var learned = scorer?.Judge(reader, clues!);
        var facts = new EncounterFacts(engine.Rules.Words, encounter, reader.Structures, encounter.DateOfService ?? set.Release.EffectiveFrom);
        var suggestions = Ranking.Suggest(engine, encounter, options, reader.Findings, facts, learned, reader.LeftOut, out var candidates);
        var gaps = options.Policy == CodingPolicy.Guideline
            ? new GapFinder(engine, facts, candidates, options.Profile?.Thresholds.Display ?? Weights.Shown).Find(suggestions, reader.Denied) : [];
        return new CodingResult(set.Release.Id, suggestions, refusals) { Gaps = gaps };
    }
}
