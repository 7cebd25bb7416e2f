using Appliance.Domain;

namespace Appliance.Host.Verbs;

/// <summary>Where a verb speaks: results for people on standard output, refusals and progress on standard error.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record VerbConsole(TextWriter Out, TextWriter Error)
{
    /// <summary>Says no, with the stable code in front.</summary>
    public async Task<int> RefuseAsync(Refusal refusal, int exitCode)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        await Error.WriteLineAsync($"{refusal.Code}: {refusal.Message}").ConfigureAwait(false);
        return exitCode;
    }
}
