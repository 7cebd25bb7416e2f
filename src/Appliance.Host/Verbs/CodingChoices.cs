using System.CommandLine;
using System.Globalization;
using Appliance.Domain;
using Appliance.Host.Composition;
using Appliance.Host.Control;

namespace Appliance.Host.Verbs;

/// <summary>How notes of a file are to be coded, as the command line says it.</summary>
/// <param name="Threads">Lines on their way at the same time; null for the default.</param>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Explain">Whether rule paths name also what was dropped.</param>
/// <param name="Profile">Path of the hospital's profile; null for the shipped weights.</param>
internal sealed record CodingChoices(int? Threads, string Policy, bool Explain, string? Profile)
{
    private string? _hash;

    /// <summary>As the owner of the data folder reads it, once it has the profile.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"?policy={Policy}&explain={(Explain ? "true" : "false")}")
        + (Threads is { } threads ? string.Create(CultureInfo.InvariantCulture, $"&threads={threads}") : string.Empty)
        + (_hash is null ? string.Empty : "&profile=" + _hash);

    /// <summary>Gives the owner the profile, when one was named.</summary>
    /// <returns>Why it cannot be used; null when all is well.</returns>
    public async Task<Refusal?> PrepareAsync(ControlClient client, CancellationToken cancellation)
    {
        if (Profile is null)
        {
            return null;
        }

        byte[] bytes;
        try
        {
            if (new FileInfo(Profile).Length > ProfileFile.MaxBytes)
            {
                return Refusals.ProfileTooLarge;
            }

            bytes = await File.ReadAllBytesAsync(Profile, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusals.CannotRead(Profile, DataHome.Reason(e));
        }

        var taken = await client.TakeProfileAsync(bytes, cancellation).ConfigureAwait(false);
        _hash = taken.Succeeded ? taken.Value.Hash : null;
        return taken.Refusal;
    }

    /// <summary>The option <c>--profile</c>.</summary>
    public static Option<string?> ProfileOption() =>
        new("--profile") { Description = "This hospital's calibration, made by appliance coding calibrate; without it the shipped weights are used.", HelpName = "FILE" };

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
