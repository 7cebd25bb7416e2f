using System.Runtime.CompilerServices;
using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>
/// What a hospital's own coded notes taught: tables, trees, thresholds, what they were trained on and the measured result. Immutable. Its file is written in one
/// way only, so <see cref="Hash"/> identifies it. It holds no text of a note but words of the official tables.
/// </summary>
public sealed class CodingProfile
{
    /// <summary>A larger file is refused unread.</summary>
    public const int MaximumBytes = 64 * 1024 * 1024;

    private readonly ConditionalWeakTable<ReleaseEngine, ProfileScorer> _scorers = [];
    private readonly byte[] _body;

    private CodingProfile(ProfileTraining training, ProfileMeasurement measured, ProfileThresholds thresholds, ProfileModel model, byte[] body)
    {
        Training = training;
        Measured = measured;
        Thresholds = thresholds;
        Model = model;
        _body = body;
        Hash = ProfileFormat.HashOf(body);
    }

    /// <summary>SHA-256 of its content, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>What it was trained on.</summary>
    public ProfileTraining Training { get; }

    /// <summary>What cross-validation measured.</summary>
    public ProfileMeasurement Measured { get; }

    /// <summary>The thresholds.</summary>
    public ProfileThresholds Thresholds { get; }

    /// <summary>In how many notes of the training each code was labelled, in code order.</summary>
    public IReadOnlyDictionary<string, int> Labelled => Model.Tables.Labels;

    internal ProfileModel Model { get; }

    /// <summary>Reads a profile. Refused are: a file that is too large, not a profile, of another version, cut off, changed since it was written, or out of bounds.</summary>
    public static Outcome<CodingProfile> Load(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ProfileFormat.Read(file);
    }

    /// <summary>Writes the profile; the same profile always gives the same bytes.</summary>
    public void Save(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        ProfileFormat.Write(file, _body, Hash);
    }

    internal static CodingProfile Of(ProfileTraining training, ProfileMeasurement measured, ProfileThresholds thresholds, ProfileModel model) =>
        new(training, measured, thresholds, model, ProfileWriter.Write(training, measured, thresholds, model));

    /// <summary>The profile over one release, compiled when first needed.</summary>
    internal ProfileScorer For(ReleaseEngine engine) => _scorers.GetValue(engine, e => new ProfileScorer(this, e));
}
