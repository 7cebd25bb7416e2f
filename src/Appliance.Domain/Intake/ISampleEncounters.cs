namespace Appliance.Domain.Intake;

/// <summary>The built-in synthetic encounters, which take the same way in as an EHR's.</summary>
public interface ISampleEncounters
{
    /// <summary>How many encounters the samples hold.</summary>
    int Count { get; }

    /// <summary>Delivers the samples that are not there yet; a second call changes nothing.</summary>
    /// <returns>The number of encounters that are there now.</returns>
    Task<Outcome<int>> LoadAsync(Actor person, CancellationToken cancellation);
}
