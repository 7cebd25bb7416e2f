namespace Appliance.Fhir.Files;

/// <summary>How files are delivered.</summary>
public sealed class FileIntakeOptions
{
    /// <summary>Path of the FHIR base below the client's base address.</summary>
    public string BasePath { get; set; } = "fhir";

    /// <summary>Where finished files are remembered, so that a second run goes on where the first stopped; null to remember nothing.</summary>
    public string? StateFile { get; set; }

    /// <summary>The most resources of one transaction.</summary>
    public int MaxResources { get; set; } = 200;

    /// <summary>The most bytes of one transaction, unless a single resource is larger.</summary>
    public int MaxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many transactions are under way at once.</summary>
    public int InFlight { get; set; } = 3;

    /// <summary>How often a delivery is tried while the appliance says that it has too much to do.</summary>
    public int Attempts { get; set; } = 30;
}

/// <summary>How far a run has come.</summary>
/// <param name="FilesDone">Files that are finished, those of earlier runs included.</param>
/// <param name="Files">All files.</param>
/// <param name="Delivered">Resources that are in the appliance by this run.</param>
/// <param name="Refused">Resources that were refused.</param>
public sealed record FileIntakeProgress(int FilesDone, int Files, long Delivered, long Refused);

/// <summary>What a run came to. It names files by their place in the order of the run, because their names may hold a patient's.</summary>
/// <param name="Files">All files.</param>
/// <param name="FilesDoneBefore">Files that an earlier run had finished.</param>
/// <param name="Created">New resources.</param>
/// <param name="Updated">New versions.</param>
/// <param name="Unchanged">Resources that were there already.</param>
/// <param name="Refusals">Each reason once, with how often it was given.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record FileIntakeSummary(int Files, int FilesDoneBefore, long Created, long Updated, long Unchanged, IReadOnlyList<FileRefusal> Refusals, TimeSpan Elapsed)
{
    /// <summary>Resources that were refused.</summary>
    public long Refused => Refusals.Sum(r => r.Count);

    /// <summary>Resources per second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? (Created + Updated + Unchanged) / Elapsed.TotalSeconds : 0;
}

/// <summary>One reason for refusals.</summary>
/// <param name="Code">Stable refusal code.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Location">FHIRPath inside the resource, the same for all of them.</param>
/// <param name="Count">How many resources.</param>
/// <param name="First">Where the first was: <c>Encounter.000.ndjson.gz, line 12</c>, or <c>file 3, entry 4</c>.</param>
public sealed record FileRefusal(string Code, string Message, string? Location, long Count, string First);
