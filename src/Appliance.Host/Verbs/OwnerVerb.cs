using Appliance.Host.Composition;

namespace Appliance.Host.Verbs;

/// <summary>What every verb that needs the owner of the data folder has in common.</summary>
internal static class OwnerVerb
{
    public static async Task<int> RunAsync(VerbConsole console, string dataFolder, HostRole role, CancellationToken cancellation, Func<OwnerSession, Task<int>> work)
    {
        var opened = await OwnerSession.OpenAsync(dataFolder, role, cancellation).ConfigureAwait(false);
        if (opened.Refusal is { } refusal)
        {
            return await console.RefuseAsync(refusal, ApplianceCommand.ExitOf(refusal)).ConfigureAwait(false);
        }

        await using var owner = opened.Value;
        try
        {
            return await work(owner).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            return await console.RefuseAsync(Refusals.OwnerWentAway, ExitCodes.Refused).ConfigureAwait(false);
        }
    }
}
