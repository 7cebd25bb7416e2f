using Appliance.Dashboard.Live;
using Appliance.Dashboard.Shell;
using Appliance.Encounters.Live;
using Appliance.Encounters.Review;
using Microsoft.AspNetCore.Components;

namespace Appliance.Dashboard.Overview;

/// <summary>The live map. Its numbers are read from the evidence log and the store; an arrow moves only when the log said that something did.</summary>
public sealed partial class LiveMap
{
    private static readonly (Leg Leg, string Name)[] Names =
    [
        (Leg.In, "EHR to intake"),
        (Leg.Store, "Intake to storage"),
        (Leg.ToWorker, "Intake to worker"),
        (Leg.FromWorker, "Worker to coders"),
        (Leg.ToScreen, "Shown to a person"),
        (Leg.Out, "Out"),
    ];

    [Parameter, EditorRequired]
    public FlowSnapshot Flow { get; set; } = default!;

    [Parameter, EditorRequired]
    public Today Today { get; set; } = default!;

    [Parameter, EditorRequired]
    public IReadOnlyList<WorkerHealth> Workers { get; set; } = [];

    [Parameter, EditorRequired]
    public BoundaryFacts Facts { get; set; } = default!;

    [Parameter]
    public long EvidenceCount { get; set; }

    private Tone BoundaryTone => Facts.Enforced ? Tone.Ok : Tone.Warn;

    private string BoundaryWords => Facts.Enforced ? "Boundary: enforced, read back from the kernel" : "Boundary: not enforced by this machine";

    private string Outside => Facts.ConnectionsObserved ? "Connections are observed" : "Unknown: connections are not observed on this machine";

    private IEnumerable<Arrow> Arrows =>
    [
        new(122, 178, Leg.In, Today[Leg.In]),
        new(304, 358, Leg.ToWorker, Today[Leg.ToWorker]),
        new(528, 582, Leg.FromWorker, Today[Leg.FromWorker]),
        new(690, 732, Leg.Out, Today[Leg.Out]),
    ];

    private IEnumerable<Box> Boxes =>
    [
        new("EHR", 14, 176, 108, 92, string.Empty, [$"{Words.Count(Today[Leg.In].Movements)} received", "since midnight"]),
        new("Intake", 182, 176, 122, 92, string.Empty, [$"{Words.Count(Today[Leg.In].Items)} resources", $"{Words.Count(Today.Refused)} refused", $"{Words.Count(State(EncounterState.Waiting))} waiting"]),
        new("Coding worker", 362, 130, 166, 138, WorkerTone.Css(), WorkerLines),
        new("Coders", 586, 176, 104, 92, string.Empty, [$"{Words.Count(State(EncounterState.InReview))} to review", $"{Words.Count(State(EncounterState.Finished))} finished"]),
        new("Out", 736, 176, 76, 92, string.Empty, [$"{Words.Count(Today[Leg.Out].Movements)} sent"]),
        new("Storage", 182, 298, 322, 60, "sunken", [$"encrypted, {Words.Count(Flow.States.Values.Sum(), "encounter")}, {Words.Bytes(Today[Leg.Store].Bytes)} today"]),
        new("Evidence log", 556, 298, 256, 60, Facts.EvidenceFault is null ? "sunken" : "sunken bad", [Facts.EvidenceFault is null ? $"{Words.Count(EvidenceCount)} entries" : "cannot be written: nothing moves"]),
    ];

    private Tone WorkerTone => Workers.Count == 0 ? Tone.Unknown : Workers.All(w => w.Tone == Tone.Bad) ? Tone.Bad : Workers.All(w => w is { Sealed: true, Tone: Tone.Ok }) ? Tone.Ok : Tone.Warn;

    private IReadOnlyList<string> WorkerLines
    {
        get
        {
            if (Workers.Count == 0)
            {
                return ["none runs"];
            }

            var full = Workers.Count(w => w.Sealed);
            return
            [
                $"{Words.Count(Workers.Count, "worker")}, {Workers[0].Sandbox}",
                full == Workers.Count ? "full sandbox verified" : $"{full} of {Workers.Count} in full sandbox",
                $"{Words.Count(State(EncounterState.Coding))} coding, {Words.Count(Flow.Queued.Values.Sum())} queued",
                $"{Words.Count(Today[Leg.FromWorker].Movements)} answers today",
                $"{Flow.Stages.FirstOrDefault(s => s.Into == FlowStage.Review)?.PerMinute ?? 0} in the last minute",
            ];
        }
    }

    private string Spoken => $"Map of what moved since midnight. {Words.Count(Today[Leg.In].Movements)} movements came in, {Words.Count(State(EncounterState.Waiting))} encounters wait, "
        + $"{Words.Count(State(EncounterState.InReview))} are to be reviewed, {Words.Count(State(EncounterState.Finished))} are finished. {BoundaryWords}.";

    private long State(EncounterState state) => Flow.States.GetValueOrDefault(state);

    private sealed record Arrow(int X1, int X2, Leg Leg, LegTotal Total);

    private sealed record Box(string Name, int X, int Y, int Width, int Height, string Css, IReadOnlyList<string> Lines);
}
