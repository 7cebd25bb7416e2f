using Appliance.Coding.Calibration;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Calibration;

/// <summary>
/// Labelled notes of our own invention: each names a few conditions in sentences, one of them in words of the house ("sugar trouble") that no official table
/// leads through, and its coders leave one condition out on principle (constipation). A seed makes them repeatable.
/// </summary>
internal static class SyntheticNotes
{
    /// <summary>A word in every note that is no medical word; it may stand in no profile.</summary>
    public const string Name = "Zanderquist";

    private static readonly (string Sentence, string? Code)[] Conditions =
    [
        ("The patient has essential hypertension.", "I10"),
        ("Known for sugar trouble since childhood.", "E10.9"),
        ("Asthma was found.", "J45.909"),
        ("There is hypothyroidism.", "E03.9"),
        ("She complains of constipation.", null),
        ("He has gout.", "M10.9"),
        ("Acute cystitis without hematuria was treated.", "N30.00"),
        ("Iron deficiency anemia is present.", "D50.9"),
        ("Migraine is reported.", "G43.909"),
        ("There is psoriasis of the elbows.", "L40.9"),
    ];

    private static readonly Lazy<CodingProfile> Shared = new(() => Train(CodingPolicy.Mentions));

    /// <summary>A profile over <see cref="All"/> under the mentions policy.</summary>
    public static CodingProfile Profile => Shared.Value;

    /// <summary>The notes.</summary>
    public static IReadOnlyList<LabelledNote> All { get; } = [.. Make(80, 7)];

    public static CodingProfile Train(CodingPolicy policy) => new Calibrator(Engine.Instance).Train(All, new CalibrationOptions { Policy = policy, Folds = 4 }, null, CancellationToken.None).Value;

    public static byte[] Bytes(CodingProfile profile)
    {
        using var file = new MemoryStream();
        profile.Save(file);
        return file.ToArray();
    }

    private static IEnumerable<LabelledNote> Make(int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var picked = Enumerable.Range(0, Conditions.Length).Where(_ => random.Next(3) == 0).Append(i % Conditions.Length).Distinct().Order().ToList();
            var codes = picked.Select(p => Conditions[p].Code).OfType<string>().ToList();
            if (codes.Count > 0)
                yield return new LabelledNote("n" + i, $"Seen by {Name}. " + string.Join(" ", picked.Select(p => Conditions[p].Sentence)), codes);
        }
    }
}
