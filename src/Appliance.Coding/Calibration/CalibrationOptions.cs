using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>How a profile is learned.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The policy that the profile is for.</summary>
    public CodingPolicy Policy { get; init; }

    /// <summary>Makes the choice of parts, rows and features repeatable.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Into how many parts the notes are cut for cross-validation, 2 to 20.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>The precision that the hospital asks of the high-confidence tier, 0.5 to 0.99.</summary>
    public double PrecisionTarget { get; init; } = 0.9;

    /// <summary>The fewest notes that a learned association of words with a code must have been right in.</summary>
    public int MinimumSupport { get; init; } = 2;

    /// <summary>The fewest notes that each word of a learned association must stand in, so that no name of a person can be learned.</summary>
    public int MinimumWordNotes { get; init; } = 5;

    /// <summary>The smallest share of its notes that a learned association must have been right in.</summary>
    public double MinimumPrecision { get; init; } = 0.1;

    /// <summary>The smallest share of its notes that an association must be the reason in.</summary>
    public double MinimumShare { get; init; } = 0.004;

    /// <summary>Gives two codes the same key when labels do not tell them apart (labels of an older release, cut labels); null when every code is its own key.</summary>
    public Func<string, string>? Key { get; init; }

    /// <summary>The day of training, recorded in the profile; null leaves it out.</summary>
    public DateOnly? TrainedOn { get; init; }
}

/// <summary>How far a training has come.</summary>
/// <param name="Stage">What is being done, in words for the operator.</param>
/// <param name="Done">Steps done of this stage.</param>
/// <param name="Total">Steps of this stage.</param>
public readonly record struct CalibrationProgress(string Stage, int Done, int Total);
