using System.Globalization;

namespace Appliance.Evidence;

/// <summary>Words for an entry: actor first, then what was done, to what, where to, and how it ended.</summary>
internal static class EntrySentence
{
    public static string Of(EvidenceEntry entry)
    {
        var actor = ActorOf(entry.Actor.ToString());
        var (bare, past, rest) = DeedOf(entry);
        return entry.Phase switch
        {
            EvidencePhase.Intent => $"{actor} is about to {bare}{rest}{Reason(entry)}.",
            EvidencePhase.Refused => $"{actor} tried to {bare}{rest} and was refused{Reason(entry)}.",
            EvidencePhase.Interrupted => $"{actor} was about to {bare}{rest}: the appliance stopped before the outcome was recorded.",
            _ => $"{actor} {past}{rest}{Reason(entry)}.",
        };
    }

    /// <summary><c>person:coder-04</c> is "Coder 04", <c>process:host</c> "The host", <c>client:ehr-1</c> "Client ehr-1".</summary>
    private static string ActorOf(string actor)
    {
        var colon = actor.IndexOf(':', StringComparison.Ordinal);
        var (kind, id) = colon < 0 ? (string.Empty, actor) : (actor[..colon], actor[(colon + 1)..]);
        return kind switch
        {
            "process" => id.AsSpan().ContainsAnyInRange('0', '9') ? Capitalised(Spaced(id)) : "The " + Spaced(id),
            "client" => "Client " + id,
            "operator" => "Operator " + id,
            _ => Capitalised(Spaced(id)),
        };
    }

    private static (string Bare, string Past, string Object) DeedOf(EvidenceEntry entry) => entry.Action switch
    {
        EvidenceAction.Received => ("send", "sent", $" {What(entry)}{About(entry)} to {PlaceOf(entry.To, "the host")}"),
        EvidenceAction.Stored => ("store", "stored", $" {What(entry)}{About(entry)} encrypted"),
        EvidenceAction.SentToWorker => ("send", "sent", $" {What(entry)}{About(entry)} to {Worker(entry)}"),
        EvidenceAction.SuggestionsReturned => ("return", "returned", $" {What(entry)}{About(entry)} from {Worker(entry)}"),
        EvidenceAction.ShownToPerson => ("see", "saw", $" {What(entry)}{About(entry)}"),
        EvidenceAction.Exported => ("take out", "took out", $" {What(entry)}{About(entry)} to {PlaceOf(entry.To, "the EHR")}"),
        EvidenceAction.Refused => ("move", "was refused", $" {What(entry)}{About(entry)}"),
        EvidenceAction.Decided => DecisionOf(entry),
        EvidenceAction.Reconciled => entry.Change == Change.Gap
            ? ("find", "found", $" a gap{About(entry)}: {Differs(entry)}")
            : ("compare", "compared", $" what is stored with this log: {Counted(entry.Items, "subject", "subjects")} agree"),
        EvidenceAction.SetAside => ("set aside", "set aside", $" {What(entry)}{About(entry)} because the worker died on it"),
        _ => ChangeOf(entry),
    };

    private static (string Bare, string Past, string Object) DecisionOf(EvidenceEntry entry)
    {
        var on = entry.Subject == Guid.Empty ? string.Empty : " on " + Short(entry.Subject);
        var code = entry.Detail.IsEmpty ? "a code" : entry.Detail.ToString();
        return entry.Change switch
        {
            Change.Accepted => ("accept", "accepted", $" {code}{on}"),
            Change.Refused => ("refuse", "refused", $" {code}{on}"),
            Change.Replaced => ("replace", "replaced", $" {code} by {(entry.Replacement.IsEmpty ? "another code" : entry.Replacement.ToString())}{on}"),
            Change.Added => ("add", "added", $" {code}{on}"),
            Change.Undone => ("take back", "took back", $" the decision on {code}{on}"),
            Change.Finished => ("finish", "finished", $" {SubjectOr(entry, "an encounter")}"),
            Change.Reopened => ("open", "opened", $" {SubjectOr(entry, "an encounter")} again"),
            _ => ("decide", "decided", $" on {code}{on}"),
        };
    }

    private static (string Bare, string Past, string Object) ChangeOf(EvidenceEntry entry)
    {
        var whom = entry.Detail.IsEmpty ? string.Empty : " for " + entry.Detail;
        var whoSaw = entry.Detail.IsEmpty ? "(unnamed)" : entry.Detail.ToString();
        var about = entry.Action == EvidenceAction.WorkerChanged ? " " + Worker(entry) : entry.Detail.IsEmpty ? string.Empty : " " + entry.Detail;
        return (entry.Action, entry.Change) switch
        {
            (EvidenceAction.WorkerChanged, Change.Started) => ("start", "started", about),
            (EvidenceAction.WorkerChanged, Change.Stopped) => ("stop", "stopped", about),
            (EvidenceAction.WorkerChanged, Change.Died) => ("lose", "lost", $"{about}: it died"),
            (EvidenceAction.WorkerChanged, Change.SandboxChanged) => ("find", "found", $" the sandbox of{about} changed"),
            (_, Change.Started) => ("start", "started", Version(entry)),
            (_, Change.Stopped) => ("stop", "stopped", Version(entry)),
            (_, Change.KeyMade) => ("make", "made", " a client key" + whom),
            (_, Change.KeyRevoked) => ("revoke", "revoked", " the client key" + whom),
            (_, Change.LinkIssued) => ("issue", "issued", " a sign-in link" + whom),
            (_, Change.LinkUsed) => ("sign in", "signed in", " by a one-time link"),
            (_, Change.SignedOut) => ("sign out", "signed out", string.Empty),
            (_, Change.KeyRotated) => ("change", "changed", " the signing key of the evidence log"),
            (_, Change.ForkSeen) => ("report", "reported", $" that witness {whoSaw} saw another history of this log, {Entries(entry)} long"),
            (_, Change.RollbackSeen) => ("report", "reported", $" that witness {whoSaw} saw {Entries(entry)} of this log, more than it has"),
            (_, Change.ClockSetBack) => ("find", "found", $" its clock set back by {Seconds(entry)}"),
            (_, Change.Pruned) => ("stop", "stopped", string.Create(CultureInfo.InvariantCulture, $" serving entries before number {entry.Items}{Version(entry)}")),
            (_, Change.DamageFound) => ("find", "found", string.Create(CultureInfo.InvariantCulture, $" the evidence log damaged at entry {entry.Items}")),
            (_, Change.ProfileMade) => ("make", "made", $" the coding profile{about} from {Counted(entry.Items, "labelled note", "labelled notes")}, outside the worker's sandbox"),
            (_, Change.ProfileUsed) => ("take", "took", $" the coding profile{about} to code with"),
            (EvidenceAction.LogChanged, _) => ("change", "changed", " the evidence log" + about),
            (EvidenceAction.WorkerChanged, _) => ("change", "changed", about),
            (EvidenceAction.AccessChanged, _) => ("change", "changed", " access" + whom),
            _ => ("change", "changed", " the state of the appliance" + about),
        };
    }

    private static string Differs(EvidenceEntry entry) => entry.Data switch
    {
        DataClass.Suggestions => "stored suggestions that no entry says came back",
        DataClass.Decisions => "stored decisions and recorded ones differ",
        _ => $"{What(entry)} more or less are stored than entries say",
    };

    private static string Counted(long count, string one, string many) => count == 1 ? "1 " + one : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {many}");

    /// <summary>"3 notes (12.4 kB)".</summary>
    private static string What(EvidenceEntry entry)
    {
        var (one, many) = entry.Data switch
        {
            DataClass.ClinicalResources => ("resource", "resources"),
            DataClass.Notes => ("note", "notes"),
            DataClass.Suggestions => ("suggestion", "suggestions"),
            DataClass.Decisions => ("decision", "decisions"),
            DataClass.Evidence => ("entry of this log", "entries of this log"),
            _ => ("item", "items"),
        };
        var things = entry.Items switch
        {
            0 when entry.Data == DataClass.None => "data",
            0 => many,
            1 => "1 " + one,
            _ => string.Create(CultureInfo.InvariantCulture, $"{entry.Items:N0} {many}"),
        };
        return entry.Bytes == 0 ? things : $"{things} ({Size(entry.Bytes)})";
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000.0:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB"),
    };

    private static string Entries(EvidenceEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Items:N0} {(entry.Items == 1 ? "entry" : "entries")}");

    private static string Seconds(EvidenceEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Items:N0} {(entry.Items == 1 ? "second" : "seconds")}");

    private static string PlaceOf(Zone zone, string unsaid) => zone switch
    {
        Zone.Ehr => "the EHR",
        Zone.Host => "the host",
        Zone.Storage => "storage",
        Zone.Worker => "the worker",
        Zone.Screen => "the screen",
        Zone.File => "a file",
        _ => unsaid,
    };

    private static string Version(EvidenceEntry entry) => entry.Detail.IsEmpty ? string.Empty : $" ({entry.Detail})";

    private static string Worker(EvidenceEntry entry) => entry.Detail.IsEmpty ? "the worker" : entry.Detail.ToString();

    private static string About(EvidenceEntry entry) => entry.Subject == Guid.Empty ? string.Empty : " of " + Short(entry.Subject);

    private static string SubjectOr(EvidenceEntry entry, string unsaid) => entry.Subject == Guid.Empty ? unsaid : Short(entry.Subject);

    /// <summary>The same short form as the worklist shows.</summary>
    private static string Short(Guid subject) => "E-" + subject.ToString("N")[..8].ToUpperInvariant();

    private static string Reason(EvidenceEntry entry) => entry.Reason.IsEmpty ? string.Empty : $" ({entry.Reason})";

    private static string Spaced(string id) => id.Replace('-', ' ');

    private static string Capitalised(string text) => text.Length == 0 ? "Somebody" : char.ToUpperInvariant(text[0]) + text[1..];
}
