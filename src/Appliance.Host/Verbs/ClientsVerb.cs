using System.CommandLine;
using System.Globalization;
using Appliance.Host.Access;
using Appliance.Host.Composition;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance clients add|list|revoke</c>.</summary>
internal static class ClientsVerb
{
    public static Command Build(VerbConsole console, Option<string> data)
    {
        var verb = new Command("clients", "Keys of the programs (EHRs, interface engines, auditors) that the appliance knows.");
        verb.Subcommands.Add(Add(console, data));
        verb.Subcommands.Add(List(console, data));
        verb.Subcommands.Add(Revoke(console, data));
        return verb;
    }

    private static Command Add(VerbConsole console, Option<string> data)
    {
        var name = Name();
        var role = new Option<ClientRole>("--role") { Description = "What it may do: ehr sends and reads clinical data over FHIR, auditor reads the evidence log.", DefaultValueFactory = _ => ClientRole.Ehr, HelpName = "ehr|auditor" };
        var verb = new Command("add", "Make a key for a new client and print it, once.") { name, role };
        verb.SetAction((parsed, cancellation) => AddAsync(console, parsed.GetValue(data)!, parsed.GetValue(name)!, parsed.GetValue(role), cancellation));
        return verb;
    }

    private static Task<int> AddAsync(VerbConsole console, string dataFolder, string name, ClientRole role, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(dataFolder);
        var isNew = !Directory.Exists(folder);
        return OwnerVerb.RunAsync(console, dataFolder, HostRole.Verb, cancellation, async owner =>
        {
            if (owner.IsOwn)
            {
                await console.Error.WriteLineAsync(isNew
                    ? $"There was no data folder {folder}: a new one was created. No appliance runs there; if one runs elsewhere, name its folder with --data."
                    : $"No appliance runs on the data folder {folder}: start it before you use the key.").ConfigureAwait(false);
            }

            var added = await owner.Client.AddClientAsync(name, role, cancellation).ConfigureAwait(false);
            if (added.Refusal is { } refusal)
            {
                return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
            }

            await console.Out.WriteLineAsync(added.Value.Key).ConfigureAwait(false);
            await console.Error.WriteLineAsync($"This is the key of {added.Value.Name}. It is shown only now; send it as \"Authorization: Bearer KEY\".").ConfigureAwait(false);
            return ExitCodes.Done;
        });
    }

    private static Command List(VerbConsole console, Option<string> data)
    {
        var verb = new Command("list", "List all clients, revoked ones included.");
        verb.SetAction((parsed, cancellation) => OwnerVerb.RunAsync(console, parsed.GetValue(data)!, HostRole.Verb, cancellation, async owner =>
        {
            var clients = await owner.Client.ClientsAsync(cancellation).ConfigureAwait(false);
            if (clients.Refusal is { } refusal)
            {
                return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
            }

            foreach (var client in clients.Value)
            {
                var state = client.RevokedAt is { } at ? $"revoked {Day(at)}" : "active";
                await console.Out.WriteLineAsync($"{client.Name,-32}  {AccessClaims.RoleOf(client.Role),-7}  added {Day(client.AddedAt)}  {state}").ConfigureAwait(false);
            }

            return ExitCodes.Done;
        }));
        return verb;
    }

    private static Command Revoke(VerbConsole console, Option<string> data)
    {
        var name = Name();
        var verb = new Command("revoke", "Revoke a client's key; it is refused from the next request on.") { name };
        verb.SetAction((parsed, cancellation) => OwnerVerb.RunAsync(console, parsed.GetValue(data)!, HostRole.Verb, cancellation, async owner =>
        {
            var revoked = await owner.Client.RevokeClientAsync(parsed.GetValue(name)!, cancellation).ConfigureAwait(false);
            if (revoked.Refusal is { } refusal)
            {
                return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
            }

            await console.Out.WriteLineAsync($"The key of {revoked.Value.Name} is revoked.").ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return verb;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The client: a-z, 0-9, dash and dot." };

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
