namespace Appliance.Evidence;

/// <summary>
/// One thing that happened to PHI, or to the log's own observation of it. Holds no direct identifier by construction: its fields are numbers, enumerations,
/// random pseudonyms, keyed digests and short tokens of a closed alphabet (<see cref="Token"/>); none can hold free text.
/// </summary>
public sealed record EvidenceEntry
{
    /// <summary>Time of the append by the host's clock, UTC, milliseconds; set by the log.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required EvidenceAction Action { get; init; }

    /// <summary>Whether this announces a crossing, or tells how it ended.</summary>
    public required EvidencePhase Phase { get; init; }

    /// <summary>Links an outcome to its intent: 128 random bits; zero for a statement that is neither.</summary>
    public Guid Crossing { get; init; }

    /// <summary>Who acts (<c>person:coder-04</c>, <c>client:ehr-1</c>, <c>process:host</c>).</summary>
    public required Token Actor { get; init; }

    /// <summary>Random pseudonym of the encounter or patient concerned; zero when none is.</summary>
    public Guid Subject { get; init; }

    /// <summary>Where the data comes from.</summary>
    public Zone From { get; init; }

    /// <summary>Where the data goes.</summary>
    public Zone To { get; init; }

    /// <summary>Why it moves.</summary>
    public Purpose Purpose { get; init; }

    /// <summary>What sort of data.</summary>
    public DataClass Data { get; init; }

    /// <summary>Bytes of payload moved, 0 or more.</summary>
    public long Bytes { get; init; }

    /// <summary>How many things moved (resources, notes, suggestions), 0 or more.</summary>
    public long Items { get; init; }

    /// <summary>HMAC-SHA-256 of the payload under a key that dies with the subject's key, 32 bytes; null when not taken. See <see cref="EvidenceDigest"/>.</summary>
    /// <remarks>An empty one is taken as null, which is what a null array becomes on its way here.</remarks>
    public ReadOnlyMemory<byte>? Digest
    {
        get;
        init => field = value is { Length: 0 } ? null : value;
    }

    /// <summary>Code-set release in use (<c>FY2027</c>); empty when not relevant.</summary>
    public Token CodeSet { get; init; }

    /// <summary>Stable refusal code or reason (<c>APP-ING-004</c>); empty when not refused.</summary>
    public Token Reason { get; init; }

    /// <summary>What exactly was decided, started, ended or given, where <see cref="Action"/> leaves it open.</summary>
    public Change Change { get; init; }

    /// <summary>A further fact of the action in token form (a worker id, a client id, the code that was decided on); empty when there is none.</summary>
    public Token Detail { get; init; }

    /// <summary>What took the place of <see cref="Detail"/> (the code chosen instead); empty when nothing did.</summary>
    public Token Replacement { get; init; }

    /// <summary>With <see cref="Change.KeyRotated"/>, and only then: the new signing key, linked to the old one by both.</summary>
    public Signing.KeyLink? Link { get; init; }

    /// <summary>The entry as a sentence in plain words, actor first, without its time: "Coder 04 replaced I50.9 by I50.22 on E-7EF81234."</summary>
    public string Describe() => EntrySentence.Of(this);
}

/// <summary>What exactly was decided, started, ended or given.</summary>
public enum Change
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>A person accepted a code.</summary>
    Accepted = 1,

    /// <summary>A person refused a code.</summary>
    Refused = 2,

    /// <summary>A person took another code instead.</summary>
    Replaced = 3,

    /// <summary>A person added a code that was not suggested.</summary>
    Added = 4,

    /// <summary>A person took a decision back.</summary>
    Undone = 5,

    /// <summary>A person finished an encounter.</summary>
    Finished = 6,

    /// <summary>A person opened a finished encounter again.</summary>
    Reopened = 7,

    /// <summary>The appliance or a worker started.</summary>
    Started = 8,

    /// <summary>The appliance or a worker stopped in order.</summary>
    Stopped = 9,

    /// <summary>A worker died.</summary>
    Died = 10,

    /// <summary>A worker's sandbox is not as it was declared.</summary>
    SandboxChanged = 11,

    /// <summary>A client key was made.</summary>
    KeyMade = 12,

    /// <summary>A client key was revoked.</summary>
    KeyRevoked = 13,

    /// <summary>A sign-in link was issued.</summary>
    LinkIssued = 14,

    /// <summary>A sign-in link was used.</summary>
    LinkUsed = 15,

    /// <summary>A session was ended.</summary>
    SignedOut = 16,

    /// <summary>The log goes on with another signing key; <see cref="EvidenceEntry.Link"/> holds it.</summary>
    KeyRotated = 17,

    /// <summary>A witness saw a history of this log that is not a beginning of it; <see cref="EvidenceEntry.Detail"/> names the witness, <see cref="EvidenceEntry.Items"/> the size it saw.</summary>
    ForkSeen = 18,

    /// <summary>A witness saw more entries than this log has: its end was cut off, or an old copy was put back. Detail and items as for <see cref="ForkSeen"/>.</summary>
    RollbackSeen = 19,

    /// <summary>The host's clock stood earlier than the entry before; <see cref="EvidenceEntry.Items"/> says by how many seconds. No other entry may be dated before the one in front of it.</summary>
    ClockSetBack = 20,

    /// <summary>Entries before <see cref="EvidenceEntry.Items"/> are no longer served, under the policy that <see cref="EvidenceEntry.Detail"/> names.</summary>
    Pruned = 21,

    /// <summary>A verification of the stored log found something wrong; <see cref="EvidenceEntry.Items"/> is the first bad entry.</summary>
    DamageFound = 22,

    /// <summary>What is stored agrees with what the log says moved.</summary>
    Agreed = 23,

    /// <summary>What is stored and what the log says moved differ, and nothing explains it.</summary>
    Gap = 24,

    /// <summary>A calibration profile was learned from coded notes; <see cref="EvidenceEntry.Detail"/> begins its hash, <see cref="EvidenceEntry.Items"/> counts the notes.</summary>
    ProfileMade = 25,

    /// <summary>A calibration profile was taken to code with; <see cref="EvidenceEntry.Detail"/> begins its hash.</summary>
    ProfileUsed = 26,
}

/// <summary>What happened.</summary>
public enum EvidenceAction
{
    /// <summary>Data came in from an EHR, a file or the sample loader.</summary>
    Received = 1,

    /// <summary>Data was written to encrypted storage.</summary>
    Stored = 2,

    /// <summary>Notes went to the coding worker.</summary>
    SentToWorker = 3,

    /// <summary>Suggestions came back from the coding worker.</summary>
    SuggestionsReturned = 4,

    /// <summary>PHI was shown to a signed-in person.</summary>
    ShownToPerson = 5,

    /// <summary>PHI left to a client or a file.</summary>
    Exported = 6,

    /// <summary>A movement was asked for and did not happen.</summary>
    Refused = 7,

    /// <summary>A person decided on a code.</summary>
    Decided = 8,

    /// <summary>A client key was made or revoked, or a sign-in link issued or used.</summary>
    AccessChanged = 9,

    /// <summary>The appliance started or stopped.</summary>
    Lifecycle = 10,

    /// <summary>A worker started, ended, or its sandbox was found changed.</summary>
    WorkerChanged = 11,

    /// <summary>A note was set aside because the worker died on it.</summary>
    SetAside = 12,

    /// <summary>The log itself changed or was found changed: its key, what it serves, what a witness or a verification says of it.</summary>
    LogChanged = 13,

    /// <summary>What is stored was compared with what the log says moved.</summary>
    Reconciled = 14,
}

/// <summary>An entry's part in a crossing.</summary>
public enum EvidencePhase
{
    /// <summary>A statement of fact that is no crossing.</summary>
    Fact = 0,

    /// <summary>The crossing is about to happen.</summary>
    Intent = 1,

    /// <summary>It happened.</summary>
    Done = 2,

    /// <summary>It did not happen.</summary>
    Refused = 3,

    /// <summary>The process ended between intent and outcome: whether it happened is not known. Written at restart.</summary>
    Interrupted = 4,
}

/// <summary>A place that data can be in.</summary>
public enum Zone
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>An EHR or another client on the hospital's network.</summary>
    Ehr = 1,

    /// <summary>The host process.</summary>
    Host = 2,

    /// <summary>Encrypted storage of this machine.</summary>
    Storage = 3,

    /// <summary>The sandboxed coding worker.</summary>
    Worker = 4,

    /// <summary>The screen of a signed-in person.</summary>
    Screen = 5,

    /// <summary>A file named by an operator of this machine.</summary>
    File = 6,
}

/// <summary>Purpose of use (HL7 v3 PurposeOfUse, as far as needed).</summary>
public enum Purpose
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>Coding for payment (HPAYMT).</summary>
    Payment = 1,

    /// <summary>Health-care operations (HOPERAT).</summary>
    Operations = 2,

    /// <summary>System administration (HSYSADMIN).</summary>
    Administration = 3,
}

/// <summary>What sort of data moved.</summary>
public enum DataClass
{
    /// <summary>No PHI.</summary>
    None = 0,

    /// <summary>FHIR resources.</summary>
    ClinicalResources = 1,

    /// <summary>Text of notes.</summary>
    Notes = 2,

    /// <summary>Suggested codes with quotes.</summary>
    Suggestions = 3,

    /// <summary>Decided codes.</summary>
    Decisions = 4,

    /// <summary>Entries of this log.</summary>
    Evidence = 5,
}
