using Appliance.Dashboard.Shell;

namespace Appliance.Dashboard.Overview;

/// <summary>A protection that is wanted and is not in force, and why.</summary>
/// <param name="Control">What it is, in plain words ("own network namespace").</param>
/// <param name="Reason">Why it is missing on this machine.</param>
public sealed record MissingControl(string Control, string Reason)
{
    /// <summary>True when it was looked at and found absent; false when it could not be looked at.</summary>
    public bool Checked { get; init; } = true;
}

/// <summary>A stretch of time in which nothing was observed.</summary>
/// <param name="From">Its start.</param>
/// <param name="To">Its end.</param>
/// <param name="Cause">Why, as a clause ("the sentinel was restarted").</param>
public sealed record ObservationGap(DateTimeOffset From, DateTimeOffset To, string Cause);

/// <summary>A connection that no agreement explains.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="Process">Which process made it.</param>
/// <param name="Peer">To which address.</param>
public sealed record UnexplainedFlow(DateTimeOffset At, string Process, string Peer);

/// <summary>What was measured about the boundary. Its default value claims nothing.</summary>
public sealed record BoundaryFacts
{
    /// <summary>Why evidence cannot be written; null when it can.</summary>
    public string? EvidenceFault { get; init; }

    /// <summary>Number of the first damaged entry of the evidence log that was met; null when none was.</summary>
    public long? EvidenceDamage { get; init; }

    /// <summary>True when a watcher outside the host reports every connection.</summary>
    public bool ConnectionsObserved { get; init; }

    /// <summary>True when the default-deny boundary around the host was read back from the kernel.</summary>
    public bool Enforced { get; init; }

    /// <summary>True when the bytes of every peer reconcile with the recorded crossings.</summary>
    public bool BytesReconciled { get; init; }

    /// <summary>Workers that run.</summary>
    public int Workers { get; init; }

    /// <summary>Workers whose sandbox was verified to have every wanted control.</summary>
    public int SealedWorkers { get; init; }

    /// <summary>Wanted controls that are not in force.</summary>
    public IReadOnlyList<MissingControl> Missing { get; init; } = [];

    /// <summary>The latest gap of today; null when there is none.</summary>
    public ObservationGap? Gap { get; init; }

    /// <summary>Connections of today that nothing explains, oldest first.</summary>
    public IReadOnlyList<UnexplainedFlow> Unexplained { get; init; } = [];
}

/// <summary>The one sentence of the overview. It is computed from what was measured, and claims no more than that.</summary>
/// <param name="Tone">Its look.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Detail">What stands behind it, in short.</param>
/// <param name="ShowWhy">True when there are missing controls to show.</param>
public sealed record Headline(Tone Tone, string Sentence, string Detail, bool ShowWhy)
{
    /// <summary>The words of the pill in the top bar.</summary>
    public required string Pill { get; init; }

    /// <summary>Computes the sentence; the worst thing that was measured decides.</summary>
    public static Headline Compute(BoundaryFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.EvidenceFault is { } fault)
        {
            return new Headline(Tone.Bad, "Stopped: evidence cannot be written, no data moves", fault, false) { Pill = "Stopped" };
        }

        if (facts.EvidenceDamage is { } entry)
        {
            return new Headline(Tone.Bad, Words.Damaged(entry), "It is not what was written. What is recorded from now on is not touched by that.", false) { Pill = "Evidence damaged" };
        }

        if (facts.Unexplained.Count > 0)
        {
            return ForUnexplained(facts.Unexplained);
        }

        if (facts.Gap is { } gap)
        {
            return new Headline(Tone.Warn, $"Unknown from {gap.From:HH:mm} to {gap.To:HH:mm}: {gap.Cause}", WorkerDetail(facts), facts.Missing.Count > 0) { Pill = "Boundary unknown for a time" };
        }

        return facts.ConnectionsObserved ? ForObserved(facts) : ForUnobserved(facts);
    }

    private static Headline ForUnexplained(IReadOnlyList<UnexplainedFlow> flows)
    {
        var first = flows[0];
        return new Headline(Tone.Bad, $"{Words.Count(flows.Count, "connection has", "connections have")} no agreement: {first.At:HH:mm}, {first.Process} to {first.Peer}", "Each is an entry of the evidence log.", false)
        {
            Pill = "Unexplained connection",
        };
    }

    private static Headline ForObserved(BoundaryFacts facts) => facts switch
    {
        { Enforced: true, BytesReconciled: true, Missing.Count: 0 } =>
            new Headline(Tone.Ok, "Every byte accounted for today. No undeclared connection", WorkerDetail(facts), false) { Pill = "Boundary enforced" },
        { Enforced: true } =>
            new Headline(Tone.Warn, "No undeclared connection seen. Bytes are not reconciled with the recorded crossings", WorkerDetail(facts), facts.Missing.Count > 0) { Pill = "Boundary enforced, not reconciled" },
        _ => new Headline(Tone.Warn, "No undeclared connection seen. Not enforced by this machine", WorkerDetail(facts), true) { Pill = "Boundary observed, not enforced" },
    };

    private static Headline ForUnobserved(BoundaryFacts facts) =>
        new(Tone.Warn, "The boundary is not enforced by this machine", $"Nothing is claimed about connections: none is observed. {WorkerDetail(facts)}", true)
        {
            Pill = "Boundary not enforced",
        };

    private static string WorkerDetail(BoundaryFacts facts) => facts switch
    {
        { Workers: 0 } => "No coding worker runs.",
        { Workers: var all, SealedWorkers: var isolated } when all == isolated => $"{Words.Count(all, "coding worker runs", "coding workers run")} in the full sandbox.",
        { Workers: var all, SealedWorkers: 0 } => all == 1 ? "The coding worker lacks a part of the sandbox." : "Each coding worker lacks a part of the sandbox.",
        { Workers: var all, SealedWorkers: var isolated } => $"{isolated} of {Words.Count(all, "coding worker")} in the full sandbox.",
    };
}
