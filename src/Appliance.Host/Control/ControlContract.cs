using Appliance.Host.Access;

namespace Appliance.Host.Control;

/// <summary>Who owns the data folder.</summary>
/// <param name="Version">Version of the appliance.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="Address">Where people reach it; null when it only serves a verb.</param>
public sealed record OwnerStatus(string Version, int ProcessId, string? Address);

/// <summary>Asks for a one-time link.</summary>
/// <param name="Person">Whom it signs in.</param>
public sealed record LinkRequest(string Person);

/// <summary>A one-time link.</summary>
/// <param name="Url">To be opened in a browser.</param>
/// <param name="Person">Whom it signs in.</param>
/// <param name="Expires">When it ceases to be valid, unused.</param>
public sealed record LinkAnswer(string Url, string Person, DateTimeOffset Expires);

/// <summary>Asks for a client key.</summary>
/// <param name="Name">The client.</param>
/// <param name="Role">What it may do.</param>
public sealed record ClientRequest(string Name, ClientRole Role);

/// <summary>A client key, told once.</summary>
/// <param name="Name">The client.</param>
/// <param name="Key">Its key.</param>
public sealed record ClientAnswer(string Name, string Key);

/// <summary>A client as lists show it.</summary>
/// <param name="Name">The client.</param>
/// <param name="AddedAt">When its key was made.</param>
/// <param name="RevokedAt">When it was revoked; null while it is valid.</param>
/// <param name="Role">What it may do.</param>
public sealed record ClientLine(string Name, DateTimeOffset AddedAt, DateTimeOffset? RevokedAt, ClientRole Role);

/// <summary>One line of the answer to a verification: how far it has come, and in the last line what it found.</summary>
/// <param name="Checked">Entries read so far.</param>
/// <param name="Total">Entries in the log.</param>
/// <param name="Result">What was found; null in all lines but the last.</param>
public sealed record VerifyLine(long Checked, long Total, VerifyResult? Result);

/// <summary>What a verification found.</summary>
/// <param name="Heads">Signed heads that were compared.</param>
/// <param name="OpenCrossings">Crossings announced and not ended.</param>
/// <param name="Unsigned">Entries at the end that no signed head covers yet.</param>
/// <param name="Root">Merkle tree hash over all entries, hexadecimal.</param>
/// <param name="FirstBadIndex">The first entry concerned by a problem; null when none is.</param>
/// <param name="Problems">What is wrong; empty when all is well.</param>
public sealed record VerifyResult(long Heads, long OpenCrossings, long Unsigned, string Root, long? FirstBadIndex, IReadOnlyList<string> Problems);

/// <summary>What a comparison of storage and log found.</summary>
/// <param name="Compared">Patients and encounters compared, and the installation's own resources as one.</param>
/// <param name="Busy">Those on which something is going on.</param>
/// <param name="Erased">Those whose key was destroyed.</param>
/// <param name="Gaps">What differs.</param>
public sealed record ReconcileAnswer(long Compared, long Busy, long Erased, IReadOnlyList<GapLine> Gaps);

/// <summary>A signing key that took the place of another.</summary>
/// <param name="Entry">The entry that both signed.</param>
/// <param name="Key">The new verification key.</param>
public sealed record RotateAnswer(long Entry, string Key);

/// <summary>A difference.</summary>
/// <param name="Subject">Pseudonym.</param>
/// <param name="Text">One sentence.</param>
public sealed record GapLine(Guid Subject, string Text);

/// <summary>A profile that the owner took.</summary>
/// <param name="Hash">Its name.</param>
public sealed record ProfileAnswer(string Hash);

/// <summary>Announces that labelled notes are about to be read to learn a profile from.</summary>
/// <param name="Bytes">Size of the file.</param>
public sealed record TrainingRequest(long Bytes);

/// <summary>A training that was announced.</summary>
/// <param name="Crossing">Names it at its end.</param>
public sealed record TrainingAnswer(Guid Crossing);

/// <summary>How a training ended.</summary>
/// <param name="Crossing">Which.</param>
/// <param name="Notes">Labelled notes read.</param>
/// <param name="Hash">The profile that was made; null when none was.</param>
public sealed record TrainingEnd(Guid Crossing, int Notes, string? Hash);

/// <summary>How a batch ended; it comes in the trailer of the answer, after the last line.</summary>
/// <param name="Lines">Lines written.</param>
/// <param name="Refused">Of them, lines that were not coded.</param>
/// <param name="Notes">Notes coded.</param>
/// <param name="Suggestions">Codes suggested and shown.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="NotesPerSecond">Notes coded per second.</param>
/// <param name="Code">Why it stopped early; null when it did not.</param>
/// <param name="Message">The sentence to that code.</param>
public sealed record BatchResult(long Lines, long Refused, long Notes, long Suggestions, double Seconds, double NotesPerSecond, string? Code, string? Message);

/// <summary>A refusal as it comes over the control socket (RFC 9457 with our code).</summary>
/// <param name="Title">The sentence.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The stable code.</param>
public sealed record ControlProblem(string? Title, int Status, string? Code);
