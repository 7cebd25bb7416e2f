using System.CommandLine;
using System.Globalization;
using Appliance.Host.Control;

namespace Appliance.Host.Verbs;

/// <summary>How notes of a file are to be coded, as the command line says it.</summary>
/// <param name="Threads">Lines on their way at the same time; null for the default.</param>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Explain">Whether rule paths name also what was dropped.</param>
internal sealed record CodingChoices(int? Threads, string Policy, bool Explain)
{
    /// <summary>As the owner of the data folder reads it.</summary>
    public string Query => string.Create(
        CultureInfo.InvariantCulture, $"?policy={Policy}&explain={(Explain ? "true" : "false")}{(Threads is { } n ? string.Create(CultureInfo.InvariantCulture, $"&threads={n}") : string.Empty)}");

    /// <summary>The option <c>--policy</c>.</summary>
    public static Option<string> PolicyOption()
    {
        var policy = new Option<string>("--policy")
        {
            Description = "What is reported: guideline (what a claim needs) or mentions (every mentioned condition, each with its assertion).",
            HelpName = "NAME",
            DefaultValueFactory = _ => BatchCoding.GuidelinePolicy,
        };
        policy.AcceptOnlyFromAmong(BatchCoding.GuidelinePolicy, BatchCoding.MentionsPolicy);
        return policy;
    }
}
