using Appliance.Domain;

namespace Appliance.Coding;

/// <summary>How an encounter is read.</summary>
public sealed record CodingOptions
{
    /// <summary>What a claim needs, with the shipped weights.</summary>
    public static readonly CodingOptions Default = new();

    /// <summary>Which of the mentioned conditions are reported.</summary>
    public CodingPolicy Policy { get; init; }

    /// <summary>What a hospital's own coded notes taught; null for the shipped weights.</summary>
    public Calibration.CodingProfile? Profile { get; init; }

    /// <summary>True when the rule path names also what was considered and dropped, and why.</summary>
    public bool Explain { get; init; }
}
