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
public sealed record ClientRequest(string Name);

/// <summary>A client key, told once.</summary>
/// <param name="Name">The client.</param>
/// <param name="Key">Its key.</param>
public sealed record ClientAnswer(string Name, string Key);

/// <summary>A client as lists show it.</summary>
/// <param name="Name">The client.</param>
/// <param name="AddedAt">When its key was made.</param>
/// <param name="RevokedAt">When it was revoked; null while it is valid.</param>
public sealed record ClientLine(string Name, DateTimeOffset AddedAt, DateTimeOffset? RevokedAt);

/// <summary>A refusal as it comes over the control socket (RFC 9457 with our code).</summary>
/// <param name="Title">The sentence.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The stable code.</param>
public sealed record ControlProblem(string? Title, int Status, string? Code);
