namespace Appliance.Domain.Intake;

/// <summary>Tells the EHR boundary how far an encounter has come. Implemented by the cluster.</summary>
public interface IEncounterProgress
{
    /// <summary>
    /// Returns when none of what was delivered for this encounter waits to be read or coded any more: it was coded, or it is clear that it cannot be now.
    /// Returns at once for an encounter that is not known. It waits as long as the workers take; the caller bounds it by cancelling.
    /// </summary>
    Task SettledAsync(ResourceKey encounter, CancellationToken cancellation);
}
