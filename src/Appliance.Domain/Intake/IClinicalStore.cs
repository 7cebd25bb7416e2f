namespace Appliance.Domain.Intake;

/// <summary>What the EHR boundary needs of the store of clinical data. Implemented by the cluster's storage; every content is encrypted at rest.</summary>
public interface IClinicalStore
{
    /// <summary>The current version of a resource, or null.</summary>
    Task<StoredResource?> ReadAsync(ResourceKey key, CancellationToken cancellation);

    /// <summary>Keys of the resources of a type that carry this business identifier; at most two are returned (more than one is ambiguous).</summary>
    Task<IReadOnlyList<ResourceKey>> FindByIdentifierAsync(string type, BusinessIdentifier identifier, CancellationToken cancellation);

    /// <summary>The resource that this client delivered earlier under this full URL, or null.</summary>
    Task<ResourceKey?> FindBySourceUrlAsync(string clientId, string sourceUrl, CancellationToken cancellation);

    /// <summary>Keys of all resources that belong to the encounter (notes among them), current versions.</summary>
    Task<IReadOnlyList<ResourceKey>> OfEncounterAsync(ResourceKey encounter, CancellationToken cancellation);

    /// <summary>
    /// Keys of the Encounter resources whose patient this is, current versions. When a birth date or a sex is corrected, each of them is delivered anew.
    /// </summary>
    Task<IReadOnlyList<ResourceKey>> EncountersOfPatientAsync(ResourceKey patient, CancellationToken cancellation);

    /// <summary>
    /// Writes a delivery. MUST be atomic: all of it is durable on success, none of it otherwise. MUST append the evidence of receiving and storing
    /// durably before the data is written. A failed <see cref="ResourceWrite.ExpectedVersion"/> refuses the whole delivery with <see cref="RefusalKind.Conflict"/>;
    /// evidence or disk that cannot be written refuses it with <see cref="RefusalKind.Unavailable"/>. When it returns, every touched encounter is on its way
    /// to being coded even if the process dies at once.
    /// </summary>
    Task<Outcome<DeliveryReceipt>> CommitAsync(Delivery delivery, CancellationToken cancellation);
}

/// <summary>Everything that one request of a client writes.</summary>
/// <param name="Client">Who sent it.</param>
/// <param name="ReceivedBytes">Size of the request body, bytes.</param>
/// <param name="Resources">What is written, in order.</param>
/// <param name="Encounters">Encounters whose facts or notes change by it, as they stand after it.</param>
public sealed record Delivery(Actor Client, long ReceivedBytes, IReadOnlyList<ResourceWrite> Resources, IReadOnlyList<EncounterDelivery> Encounters)
{
    /// <summary>How urgently its encounters are to be coded.</summary>
    public CodingPriority Priority { get; init; } = CodingPriority.Normal;
}

/// <summary>The state of one encounter after a delivery.</summary>
/// <param name="Key">The FHIR Encounter resource.</param>
/// <param name="Patient">The FHIR Patient resource.</param>
/// <param name="Facts">Facts and final notes; <see cref="Domain.Encounter.Id"/> is none (the store assigns it).</param>
public sealed record EncounterDelivery(ResourceKey Key, ResourceKey Patient, Encounter Facts)
{
    /// <summary>
    /// Notes that are not final or are superseded, counted so that the screen can say why an encounter waits.
    /// </summary>
    public int NotesNotFinal { get; init; }

    /// <summary>Number of documents that could not be read, with their refusals (for example an attachment type that is not supported).</summary>
    public IReadOnlyList<Refusal> UnreadableNotes { get; init; } = [];
}

/// <summary>The queue an encounter waits in; urgent before normal before bulk, but none starves.</summary>
public enum CodingPriority
{
    /// <summary>A person or a discharge is waiting.</summary>
    Urgent = 0,

    /// <summary>The default.</summary>
    Normal = 1,

    /// <summary>Back-filling.</summary>
    Bulk = 2,
}

/// <summary>What a delivery became.</summary>
/// <param name="Resources">In the order of <see cref="Delivery.Resources"/>.</param>
/// <param name="EvidenceSequence">Sequence of the last evidence entry of this delivery.</param>
public sealed record DeliveryReceipt(IReadOnlyList<StoredVersion> Resources, long EvidenceSequence);

/// <summary>A resource after a delivery.</summary>
/// <param name="Key">Type and id.</param>
/// <param name="Version">Current version.</param>
/// <param name="Effect">What happened to it.</param>
/// <param name="LastUpdated">When its current version was committed, UTC.</param>
public sealed record StoredVersion(ResourceKey Key, long Version, WriteEffect Effect, DateTimeOffset LastUpdated);

/// <summary>What a write did.</summary>
public enum WriteEffect
{
    /// <summary>A new resource.</summary>
    Created,

    /// <summary>A new version.</summary>
    Updated,

    /// <summary>The same content was already there: nothing changed.</summary>
    Unchanged,
}
