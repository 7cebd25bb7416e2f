using Appliance.Dashboard.Hub;
using Appliance.Dashboard.Live;
using Appliance.Dashboard.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;

namespace Appliance.Dashboard;

/// <summary>Puts the dashboard into a host.</summary>
/// <remarks>
/// The host MUST register <c>IEvidenceLog</c>, <c>ISampleEncounters</c>, <c>CodeSetLibrary</c>, <c>ReviewDesk</c> and <c>LiveFeed</c>, an authentication
/// scheme whose principal carries the claim <see cref="SignedInPerson.ActorClaim"/>, and the authorization policy <see cref="HubPolicy"/>; it MUST call
/// <c>UseAuthentication</c>, <c>UseAuthorization</c> and <c>UseAntiforgery</c>, and it maps <c>POST /sign-in</c> (form field <c>token</c>) and <c>POST /sign-out</c>.
/// Its project file sets <c>RequiresAspNetWebAssets</c>, because it has no Razor file of its own.
/// </remarks>
public static class DashboardExtensions
{
    /// <summary>Name of the policy that guards <c>/hubs/evidence</c>.</summary>
    public const string HubPolicy = "Hub";

    // Whatever a person may have mistyped; addresses for programs answer in their own way.
    private const string UnknownPage = "{*path:regex(^(?!fhir|hubs|health|metrics|log|_).*$)}";

    // A lost connection is to be seen within seconds, so that decisions are kept from then on.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ClientSilence = TimeSpan.FromSeconds(20);

    /// <summary>Registers what the dashboard's pages and hub need.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSignalR();
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
            {
                // A page that was left keeps its components; a short break of the link needs them for minutes at most.
                options.DisconnectedCircuitMaxRetained = 20;
                options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            })
            .AddHubOptions(options =>
            {
                options.KeepAliveInterval = KeepAlive;
                options.ClientTimeoutInterval = ClientSilence;
            });
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomLeft);
        services.AddCascadingAuthenticationState();
        services.AddAuthorization();
        services.AddAntiforgery();
        services.AddSingleton<EvidenceTail>();
        services.AddHostedService(provider => provider.GetRequiredService<EvidenceTail>());
        services.TryAddSingleton<IReviewWork, DeskWork>();
        services.TryAddSingleton<IFlow, FloorFlow>();
        services.AddSingleton<LivePulse>();
        services.AddHostedService(provider => provider.GetRequiredService<LivePulse>());
        services.AddSingleton<SampleWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SampleWatch>());
        services.AddSingleton<BoundaryReader>();
        services.AddSingleton<PaletteSearch>();
        services.AddSingleton<Assurance.AssuranceParts>();
        services.AddSingleton<Trail.TrailReader>();
        services.AddSingleton<Trail.Verification>();
        services.TryAddSingleton(new Send.CommandLines(DataFolder: null));
        services.AddScoped<KeyRouter>();
        services.AddScoped<DecisionsSent>();
        services.AddScoped<StatusLine>();
        services.AddScoped<SignedInPerson>();
        return services;
    }

    /// <summary>Maps the pages, their static files and the hub.</summary>
    public static IEndpointRouteBuilder MapDashboard(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapStaticAssets().AllowAnonymous();
        endpoints.MapGet("/favicon.ico", () => Results.Redirect("/_content/Appliance.Dashboard/favicon.svg", permanent: true)).AllowAnonymous();
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        endpoints.MapGet(UnknownPage, () => new RazorComponentResult<Access.NotFoundDocument> { StatusCode = StatusCodes.Status404NotFound }).WithOrder(int.MaxValue);
        endpoints.MapHub<EvidenceHub>(EvidenceHub.Path).RequireAuthorization(HubPolicy);
        return endpoints;
    }
}
