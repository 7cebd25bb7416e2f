using Appliance.Dashboard;
using Appliance.Fhir;
using Appliance.Host.Access;
using Appliance.Host.Control;
using Appliance.Host.Log;
using Appliance.Host.Operations;
using Microsoft.AspNetCore.Diagnostics;

namespace Appliance.Host.Composition;

/// <summary>The order in which a request passes the parts of the host, and what is mapped where.</summary>
internal static class AppliancePipeline
{
    public static void Use(WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerFaultAsync, SuppressDiagnosticsCallback = _ => false });
        app.UseHostFiltering();
        app.UseControlOnlyOverItsSocket();
        app.UseStopGate();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void Map(WebApplication app)
    {
        app.MapHealth();
        app.MapApplianceMetrics();
        app.MapSignIn();
        app.MapControl();
        app.MapLog();
        app.MapDashboard();
        app.MapFhir("/fhir").RequireAuthorization(AccessPolicies.Fhir);
    }

    // Whatever nobody expected is a 500 without details; the log has the types and the stack.
    private static Task AnswerFaultAsync(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Error is Evidence.EvidenceUnavailableException
            ? RefusalAnswer.WriteAsync(context, Refusals.EvidenceUnavailable)
            : RefusalAnswer.WriteAsync(context, Refusals.Unexpected);
}
