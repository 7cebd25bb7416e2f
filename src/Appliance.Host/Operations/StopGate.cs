namespace Appliance.Host.Operations;

/// <summary>Refuses what would bring in new work once the host is stopping; what is under way ends as usual.</summary>
public static class StopGate
{
    /// <summary>Answers 503 under <c>/fhir</c> and the control endpoints from the moment of stopping.</summary>
    public static void UseStopGate(this IApplicationBuilder app)
    {
        var lifetime = app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>();
        app.Use((context, next) =>
            lifetime.ApplicationStopping.IsCancellationRequested && TakesIn(context.Request.Path)
                ? RefusalAnswer.WriteAsync(context, Refusals.Stopping)
                : next(context));
    }

    private static bool TakesIn(PathString path) =>
        path.StartsWithSegments("/fhir", StringComparison.Ordinal) || path.StartsWithSegments("/control", StringComparison.Ordinal);
}
