namespace Appliance.Domain.Intake;

/// <summary>Identity of a FHIR resource in the appliance: its type and logical id.</summary>
/// <param name="Type">FHIR R4 resource type name.</param>
/// <param name="Id">Logical id, 1 to 64 characters of <c>[A-Za-z0-9\-\.]</c> (FHIR R4 data type <c>id</c>).</param>
public readonly record struct ResourceKey(string Type, string Id)
{
    /// <summary>A literal relative reference: <c>Patient/123</c>.</summary>
    public override string ToString() => $"{Type}/{Id}";
}

/// <summary>A business identifier; matched through a keyed blind index, never stored in clear.</summary>
/// <param name="System">The identifier's system URI; empty when none was given.</param>
/// <param name="Value">Its value.</param>
public readonly record struct BusinessIdentifier(string System, string Value);

/// <summary>A resource as it is kept.</summary>
/// <param name="Key">Type and id.</param>
/// <param name="Version">From 1, one higher with each update (FHIR <c>meta.versionId</c>).</param>
/// <param name="Content">The resource as FHIR JSON in UTF-8, with <c>id</c> and <c>meta</c> set. PHI.</param>
/// <param name="LastUpdated">When this version was committed, UTC.</param>
/// <param name="Subject">Evidence pseudonym of the encounter, else of the patient, that it belongs to; none for administrative resources.</param>
public sealed record StoredResource(ResourceKey Key, long Version, ReadOnlyMemory<byte> Content, DateTimeOffset LastUpdated, Pseudonym Subject);

/// <summary>One resource to be written.</summary>
/// <param name="Key">Type and id; chosen before the write so that references can be rewritten.</param>
/// <param name="Content">FHIR JSON in UTF-8 with <c>id</c> set; the store sets nothing in it. PHI.</param>
public sealed record ResourceWrite(ResourceKey Key, ReadOnlyMemory<byte> Content)
{
    /// <summary>The version that must be current for the write to happen: 0 = must not exist yet; null = whatever is there.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>The patient whose data this is; decides the key it is encrypted under when <see cref="Encounter"/> is null.</summary>
    public ResourceKey? Patient { get; init; }

    /// <summary>The encounter whose data this is; decides the key it is encrypted under.</summary>
    public ResourceKey? Encounter { get; init; }

    /// <summary>Identifiers by which the resource can be found again.</summary>
    public IReadOnlyList<BusinessIdentifier> Identifiers { get; init; } = [];

    /// <summary>
    /// Where the client said this resource lives (<c>Bundle.entry.fullUrl</c>), when it gave one: a second delivery under the same full URL by the same client is the same resource.
    /// </summary>
    public string? SourceUrl { get; init; }
}
