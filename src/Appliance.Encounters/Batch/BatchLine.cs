using Appliance.Domain;

namespace Appliance.Encounters.Batch;

/// <summary>A line as it was read: an encounter, or the reason why it is none.</summary>
/// <param name="Id">The <c>id</c> as JSON, exactly as it was given; <c>null</c> when there was none.</param>
/// <param name="Encounter">What is to be coded.</param>
internal sealed record BatchLine(string Id, Outcome<Encounter> Encounter);
