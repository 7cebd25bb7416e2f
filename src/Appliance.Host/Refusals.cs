using Appliance.Domain;

namespace Appliance.Host;

/// <summary>Every expected "no" of the host: at start, at the door, and at the command line.</summary>
public static class Refusals
{
    /// <summary>The address is taken.</summary>
    public static Refusal AddressTaken(string url) => new(
        "APP-HST-003",
        RefusalKind.Conflict,
        $"The address {url} is already taken by another program. Stop that program, or choose another address with --urls (for example --urls http://127.0.0.1:8481).");

    /// <summary>An option has a value that cannot be used.</summary>
    public static Refusal BadOption(string sentence) => new("APP-HST-004", RefusalKind.Invalid, sentence);

    /// <summary>The data was written by a newer appliance.</summary>
    public static Refusal NewerData(string file, int found, int known) => new(
        "APP-HST-005",
        RefusalKind.NotSupported,
        $"{file} was written by a newer appliance (format {found}; this one knows {known}). Nothing was changed. Start the newer version, or restore the data folder from before the upgrade.");

    /// <summary>The control socket's path does not fit into the kernel's address structure.</summary>
    public static Refusal SocketPathTooLong(string path, int limit) => new(
        "APP-HST-006",
        RefusalKind.Invalid,
        $"The path {path} is longer than the {limit} bytes that a Unix socket may have. Choose a data folder with a shorter path with --data.");

    /// <summary>PHI would cross a network in clear.</summary>
    public static Refusal ClearTextAddress(string url) => new(
        "APP-HST-007",
        RefusalKind.Invalid,
        $"The address {url} can be reached from the network but is not encrypted. Use https:// with Host:CertificateFile and Host:CertificateKeyFile, or, behind a proxy on this machine that terminates TLS, listen on 127.0.0.1.");

    /// <summary>The TLS certificate cannot be used.</summary>
    public static Refusal BadCertificate(string reason) => new(
        "APP-HST-008",
        RefusalKind.Invalid,
        $"The TLS certificate cannot be used ({reason}). Host:CertificateFile and Host:CertificateKeyFile name a certificate and its private key, both as PEM.");

    /// <summary>A link that is not known, has expired or was used; which of them is not said.</summary>
    public static readonly Refusal LinkNotValid = new(
        "APP-HST-010",
        RefusalKind.Unauthenticated,
        "This sign-in link is not valid: it was used already, or is older than 15 minutes. Ask the operator for another one (appliance link).");

    /// <summary>A person id outside its alphabet.</summary>
    public static readonly Refusal BadPerson = new(
        "APP-HST-011",
        RefusalKind.Invalid,
        "A person id has 1 to 32 characters of a-z, 0-9, dash and dot, and starts with a letter or digit (for example coder-02). Do not use a name.");

    /// <summary>A client name outside its alphabet.</summary>
    public static readonly Refusal BadClientName = new(
        "APP-HST-012",
        RefusalKind.Invalid,
        "A client name has 1 to 32 characters of a-z, 0-9, dash and dot, and starts with a letter or digit (for example ehr-1).");

    /// <summary>The name was given before; names are not reused, so that evidence stays unambiguous.</summary>
    public static Refusal ClientExists(string name) => new(
        "APP-HST-013",
        RefusalKind.Conflict,
        $"There is, or was, a client named {name}. Names are not used twice, so that the evidence stays unambiguous; choose another name.");

    /// <summary>No active client of that name.</summary>
    public static Refusal ClientUnknown(string name) => new(
        "APP-HST-014",
        RefusalKind.NotFound,
        $"There is no active client named {name}. appliance clients list shows all of them.");

    /// <summary>No credentials.</summary>
    public static readonly Refusal KeyMissing = new(
        "APP-HST-015",
        RefusalKind.Unauthenticated,
        "This endpoint needs a client key: send it as \"Authorization: Bearer KEY\". The operator makes one with appliance clients add NAME.");

    /// <summary>Wrong or revoked credentials; which of them is not said.</summary>
    public static readonly Refusal KeyNotValid = new(
        "APP-HST-016",
        RefusalKind.Unauthenticated,
        "This client key is not valid: it is wrong, or was revoked. The operator makes another one with appliance clients add NAME.");

    /// <summary>Too many wrong credentials from one address.</summary>
    public static readonly Refusal TooManyAttempts = new(
        "APP-HST-017",
        RefusalKind.Pushback,
        "Too many wrong keys or links came from this address. Wait a minute; a right one is accepted at any time.");

    /// <summary>Entries of the evidence log without credentials.</summary>
    public static readonly Refusal AuditorNeeded = new(
        "APP-HST-028",
        RefusalKind.Unauthenticated,
        "Entries of the evidence log are for auditors: sign in, or send the key of a client with the auditor's role (appliance clients add NAME --role auditor). Checkpoints and hash tiles need no key.");

    /// <summary>A path below the log's prefix that names nothing.</summary>
    public static readonly Refusal NoLogResource = new(
        "APP-HST-029",
        RefusalKind.NotFound,
        "The log serves checkpoint, key, proof/N, tile/L/N and tile/entries/N (C2SP tlog-tiles), and tiles only as far as the newest checkpoint reaches.");

    /// <summary>No proof of an entry can be given.</summary>
    public static Refusal NoProof(long sequence) => new(
        "APP-HST-030",
        RefusalKind.NotFound,
        $"There is no proof of entry {sequence}: no such entry, or no signed checkpoint covers it yet. Ask again in a second.");

    /// <summary>The stored log cannot be read as it was written.</summary>
    public static readonly Refusal EvidenceDamaged = new(
        "APP-HST-031",
        RefusalKind.Unavailable,
        "The evidence log is damaged here and serves nothing of it. Run appliance evidence verify.");

    /// <summary>No evidence packet can be made.</summary>
    public static Refusal NoPacket(string reason) => new(
        "APP-HST-032",
        RefusalKind.Unprocessable,
        "There is no evidence packet: " + reason);

    /// <summary>The host is stopping and takes nothing in.</summary>
    public static readonly Refusal Stopping = new(
        "APP-HST-018",
        RefusalKind.Unavailable,
        "The appliance is stopping and takes nothing in. Nothing of this request was kept; send it again in a minute.");

    /// <summary>The folder has an owner that does not answer on the control socket.</summary>
    public static Refusal OwnerNotAnswering(string folder) => new(
        "APP-HST-019",
        RefusalKind.Unavailable,
        $"Another appliance process owns the data folder {folder} but does not answer: it is starting or stopping. Try again in a few seconds.");

    /// <summary>A page or endpoint that this person or client may not use.</summary>
    public static readonly Refusal NotAllowed = new(
        "APP-HST-020",
        RefusalKind.Forbidden,
        "You are signed in, but this is not open to you.");

    /// <summary>A named input file is not there or cannot be read.</summary>
    public static Refusal CannotRead(string path, string reason) => new(
        "APP-HST-021",
        RefusalKind.Invalid,
        $"{path} cannot be read ({reason}).");

    /// <summary>A named output file cannot be written.</summary>
    public static Refusal CannotWrite(string path, string reason) => new(
        "APP-HST-022",
        RefusalKind.Invalid,
        $"{path} cannot be written ({reason}).");

    /// <summary>The form was not made by this appliance for this browser.</summary>
    public static readonly Refusal FormNotOurs = new(
        "APP-HST-023",
        RefusalKind.Invalid,
        "This form is out of date. Open the sign-in link again.");

    /// <summary>Evidence cannot be written, so nobody is let in.</summary>
    public static readonly Refusal EvidenceUnavailable = new(
        "APP-HST-024",
        RefusalKind.Unavailable,
        "The evidence log cannot be written, so nothing moves and nobody is let in. The operator sees the reason at /health/ready.");

    /// <summary>The owner of the data folder ended while a verb talked to it.</summary>
    public static readonly Refusal OwnerWentAway = new(
        "APP-HST-025",
        RefusalKind.Unavailable,
        "The appliance ended or cut the connection before it had answered. What it acknowledged is kept; give the command again.");

    /// <summary>A folder without an evidence log.</summary>
    public static Refusal NoEvidence(string folder, bool lost) => new(
        "APP-HST-026",
        RefusalKind.NotFound,
        lost
            ? $"There is data in {folder} but no evidence log: evidence.db was moved or deleted. Restore it from the backup."
            : $"There is no evidence log in {folder}. Name the data folder of the appliance with --data.");

    /// <summary>A name that parts of the appliance itself use in evidence.</summary>
    public static Refusal ClientReserved(string name) => new(
        "APP-HST-027",
        RefusalKind.Invalid,
        $"The client name {name} is the appliance's own: in the evidence it stands for the built-in sample encounters. Choose another name.");

    /// <summary>A file of labelled notes without any.</summary>
    public static readonly Refusal NoLabelledNotes = new(
        "APP-HST-040",
        RefusalKind.Invalid,
        "No line of this file holds a note with labels that could be coded. A line is a JSON object with id, text and icd10cm, a list of codes.");

    /// <summary>A profile that the owner of the data folder does not have (any more).</summary>
    public static readonly Refusal ProfileUnknown = new(
        "APP-HST-041",
        RefusalKind.NotFound,
        "The appliance does not hold this profile: it was started again, or others took its place. Give the command again.");

    /// <summary>A profile beyond the bound.</summary>
    public static readonly Refusal ProfileTooLarge = new(
        "APP-HST-042",
        RefusalKind.TooLarge,
        "This file is larger than a profile may be (48 MiB). Calibrate with fewer notes, or check that it is a profile.");

    /// <summary>A fault that nobody expected.</summary>
    public static readonly Refusal Unexpected = new(
        "APP-HST-050",
        RefusalKind.Unavailable,
        "Something went wrong inside the appliance. What was acknowledged before is kept; the operator's log says more.");
}
