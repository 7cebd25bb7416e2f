using System.Globalization;

namespace Appliance.Host.Evaluation;

/// <summary>What was evaluated, and how: everything needed to get the same figures again.</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Profile">Hash of the profile; null for the shipped weights.</param>
/// <param name="Engine">Version of the appliance.</param>
/// <param name="Releases">Releases of the answers.</param>
/// <param name="Gold">Name of the labels' release; null when it is that of the answers.</param>
/// <param name="Seed">Seed of the intervals.</param>
/// <param name="NotCoded">Labelled notes that the engine refused.</param>
/// <param name="WithoutLabels">Lines without labels.</param>
/// <param name="Unreadable">Lines that are not of the form.</param>
internal sealed record EvaluationHeader(
    string Policy, string? Profile, string Engine, IReadOnlyCollection<string> Releases, string? Gold, ulong Seed, int NotCoded, int WithoutLabels, int Unreadable)
{
    /// <summary>The facts as rows of a table.</summary>
    public IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("Policy", Policy);
        yield return ("Profile", Profile ?? "none (shipped weights)");
        yield return ("Appliance", Engine);
        yield return ("Code sets of the answers", string.Join(", ", Releases));
        yield return ("Release of the labels", Gold is null ? "as coded" : Gold + ", both sides mapped and cut to 6 characters");
        yield return ("Intervals", string.Create(CultureInfo.InvariantCulture, $"95 %, {Coding.Evaluation.Bootstrap.Draws} draws of notes, seed {Seed}"));
        if (NotCoded > 0)
        {
            yield return ("Labelled notes that were not coded", NotCoded.ToString(CultureInfo.InvariantCulture));
        }

        if (WithoutLabels > 0)
        {
            yield return ("Lines without labels, passed over", WithoutLabels.ToString(CultureInfo.InvariantCulture));
        }

        if (Unreadable > 0)
        {
            yield return ("Lines that could not be read", Unreadable.ToString(CultureInfo.InvariantCulture));
        }
    }
}
