using System.CommandLine;
using Appliance.Host.Access;
using Appliance.Host.Composition;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance link</c>.</summary>
internal static class LinkVerb
{
    public static Command Build(VerbConsole console, Option<string> data)
    {
        var person = new Option<string>("--person")
        {
            Description = "Whom the link signs in: an id of your own choice, not a name.",
            DefaultValueFactory = _ => AccessName.DefaultPerson,
            HelpName = "ID",
        };
        var verb = new Command("link", "Issue a one-time sign-in link. It works once, within 15 minutes.") { person };
        verb.SetAction((parsed, cancellation) => OwnerVerb.RunAsync(console, parsed.GetValue(data)!, HostRole.Verb, cancellation, async owner =>
        {
            var link = await owner.Client.LinkAsync(parsed.GetValue(person)!, cancellation).ConfigureAwait(false);
            if (link.Refusal is { } refusal)
            {
                return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
            }

            await console.Out.WriteLineAsync(link.Value.Url).ConfigureAwait(false);
            if (owner.IsOwn)
            {
                await console.Error.WriteLineAsync("The appliance is not running: start it before you open the link.").ConfigureAwait(false);
            }

            return ExitCodes.Done;
        }));
        return verb;
    }
}
