using Appliance.Domain;
using Appliance.Host.Access;
using Appliance.Host.Composition;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance</c> and <c>appliance run</c>.</summary>
internal static class RunVerb
{
    public static async Task<int> RunAsync(VerbConsole console, string dataFolder, string? urls, CancellationToken cancellation)
    {
        var settings = ApplianceSettings.Load(dataFolder, urls);
        if (settings.Refusal is { } unusable)
        {
            return await console.RefuseAsync(unusable, ExitCodes.Usage).ConfigureAwait(false);
        }

        var started = await ApplianceHost.StartAsync(settings.Value, HostRole.Serve, cancellation).ConfigureAwait(false);
        if (started.Refusal is { } refused)
        {
            return await console.RefuseAsync(refused, ApplianceCommand.ExitOf(refused)).ConfigureAwait(false);
        }

        await using var host = started.Value;
        await AnnounceAsync(console, host, cancellation).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, host.Stopping);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (ended.Token.Register(told.SetResult))
        {
            await told.Task.ConfigureAwait(false);
        }

        await console.Out.WriteLineAsync("Stopping: what is under way ends first.").ConfigureAwait(false);
        await host.StopAsync().ConfigureAwait(false);
        await console.Out.WriteLineAsync("Stopped.").ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static async Task AnnounceAsync(VerbConsole console, ApplianceHost host, CancellationToken cancellation)
    {
        var register = host.Services.GetRequiredService<AccessRegister>();
        var link = await register.IssueLinkAsync(AccessName.DefaultPerson, Actor.Host, cancellation).ConfigureAwait(false);
        await console.Out.WriteLineAsync($"""
            Appliance {ApplianceVersion.Text} runs at {host.Address}
            Sign in as {link.Value.Person}, once, within 15 minutes:
              {SignInEndpoints.Address(host.Address, link.Value.Token)}
            Data folder: {host.DataFolder}. Ctrl+C stops it; "{DataHome.Line(host.DataFolder, "link")}" makes another link.
            """).ConfigureAwait(false);
        await console.Out.FlushAsync(cancellation).ConfigureAwait(false);
    }
}
