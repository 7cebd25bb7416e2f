using Appliance.Domain;
using Appliance.Evidence;

namespace Appliance.Host.Access;

/// <summary>
/// Sign-in links and client keys. Each change is in the evidence log before it is in the journal, and in the journal before it takes effect; changes
/// happen one at a time, so a link is used once however many browsers press the button together.
/// </summary>
public sealed class AccessRegister : IDisposable
{
    /// <summary>How long a link may lie unused.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(15);

    private readonly IEvidenceLog _evidence;
    private readonly AccessJournal _journal;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, AccessChange> _links = [];
    private volatile IReadOnlyList<ClientKey> _clients = [];

    /// <summary>Takes over the journal and what it holds.</summary>
    public AccessRegister(AccessJournal journal, IEvidenceLog evidence, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
        _evidence = evidence;
        _time = time;
        foreach (var change in journal.Changes)
        {
            Apply(change);
        }
    }

    /// <summary>Every client that was ever added, oldest first.</summary>
    public IReadOnlyList<ClientKey> Clients => _clients;

    /// <summary>Issues a one-time link.</summary>
    /// <returns>The token; it exists nowhere else.</returns>
    public async Task<Outcome<SignInToken>> IssueLinkAsync(string person, Actor by, CancellationToken cancellation)
    {
        if (!AccessName.IsValid(person))
        {
            return Refusals.BadPerson;
        }

        var token = Secret.New(string.Empty);
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow();
            foreach (var old in _links.Where(l => l.Value.Expires <= now).Select(l => l.Key).ToList())
            {
                _links.Remove(old);
            }

            var change = new AccessChange(AccessChangeKind.LinkIssued, now, person, Secret.Hash(token)) { Expires = now + LinkLifetime };
            await CommitAsync(change, by, Change.LinkIssued, cancellation).ConfigureAwait(false);
            return new SignInToken(token, person, change.Expires.Value);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Uses up a link.</summary>
    /// <returns>The person it was for.</returns>
    public async Task<Outcome<string>> UseLinkAsync(string? token, CancellationToken cancellation)
    {
        if (token is not { Length: > 0 and <= 100 })
        {
            return Refusals.LinkNotValid;
        }

        var hash = Secret.Hash(token);
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow();
            if (!_links.TryGetValue(hash, out var link) || link.Expires <= now)
            {
                return Refusals.LinkNotValid;
            }

            var person = new Actor(ActorKind.Person, link.Subject);
            await CommitAsync(new AccessChange(AccessChangeKind.LinkUsed, now, link.Subject, hash), person, Change.LinkUsed, cancellation).ConfigureAwait(false);
            return link.Subject;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes a key for a new client.</summary>
    /// <returns>The key; it exists nowhere else.</returns>
    public async Task<Outcome<string>> AddClientAsync(string name, ClientRole role, Actor by, CancellationToken cancellation)
    {
        if (!AccessName.IsValid(name))
        {
            return Refusals.BadClientName;
        }

        if (name == AccessName.Samples)
        {
            return Refusals.ClientReserved(name);
        }

        var key = Secret.New("apk_");
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_clients.Any(c => c.Name == name))
            {
                return Refusals.ClientExists(name);
            }

            var change = new AccessChange(AccessChangeKind.ClientAdded, _time.GetUtcNow(), name, Secret.Hash(key)) { Role = role };
            await CommitAsync(change, by, Change.KeyMade, cancellation).ConfigureAwait(false);
            return key;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Revokes a client's key; it is refused from the next request on.</summary>
    public async Task<Outcome<ClientKey>> RevokeClientAsync(string name, Actor by, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_clients.FirstOrDefault(c => c.Name == name && c.RevokedAt is null) is null)
            {
                return Refusals.ClientUnknown(AccessName.IsValid(name) ? name : "of that form");
            }

            var change = new AccessChange(AccessChangeKind.ClientRevoked, _time.GetUtcNow(), name, null);
            await CommitAsync(change, by, Change.KeyRevoked, cancellation).ConfigureAwait(false);
            return _clients.First(c => c.Name == name);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The active client that holds this key, or null. Compares with every client, so the time tells nothing about which one came near.</summary>
    public ClientKey? FindByKey(string key)
    {
        var hash = Secret.Hash(key);
        ClientKey? found = null;
        foreach (var client in _clients)
        {
            if (Secret.SameHash(client.Hash, hash) && client.RevokedAt is null)
            {
                found = client;
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal.Dispose();
        _gate.Dispose();
    }

    private async Task CommitAsync(AccessChange change, Actor by, Change what, CancellationToken cancellation)
    {
        await AccessEvidence.RecordAsync(_evidence, by, what, change.Subject, cancellation).ConfigureAwait(false);
        _journal.Append(change);
        Apply(change);
    }

    private void Apply(AccessChange change)
    {
        switch (change.Kind)
        {
            case AccessChangeKind.LinkIssued when change.Hash is not null:
                _links[change.Hash] = change;
                break;
            case AccessChangeKind.LinkUsed when change.Hash is not null:
                _links.Remove(change.Hash);
                break;
            case AccessChangeKind.ClientAdded when change.Hash is not null:
                _clients = [.. _clients, new ClientKey(change.Subject, change.Hash, change.At) { Role = change.Role ?? ClientRole.Ehr }];
                break;
            case AccessChangeKind.ClientRevoked:
                _clients = [.. _clients.Select(c => c.Name == change.Subject ? c with { RevokedAt = change.At } : c)];
                break;
            default:
                throw new InvalidDataException("The access journal holds a change without its hash.");
        }
    }
}

/// <summary>A link that was just issued.</summary>
/// <param name="Token">Goes into the address; shown once.</param>
/// <param name="Person">Whom it signs in.</param>
/// <param name="Expires">When it ceases to be valid, unused.</param>
public sealed record SignInToken(string Token, string Person, DateTimeOffset Expires);

/// <summary>What a program may do.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<ClientRole>))]
public enum ClientRole
{
    /// <summary>Sends and reads clinical data over FHIR.</summary>
    Ehr = 0,

    /// <summary>Reads the evidence log: its entries and the live feed of them. Sees no clinical data.</summary>
    Auditor,
}

/// <summary>A program outside that the appliance knows.</summary>
/// <param name="Name">Its id in evidence.</param>
/// <param name="Hash">SHA-256 of its key.</param>
/// <param name="AddedAt">When the key was made.</param>
public sealed record ClientKey(string Name, string Hash, DateTimeOffset AddedAt)
{
    /// <summary>What it may do.</summary>
    public ClientRole Role { get; init; }

    /// <summary>When the key was revoked; null while it is valid.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
