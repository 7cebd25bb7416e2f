using Appliance.Host.Composition;
using Microsoft.Extensions.Logging.Console;

namespace Appliance.Host.Operations;

/// <summary>Where the log goes and how much of it.</summary>
internal static class ApplianceLogging
{
    public static void Configure(ILoggingBuilder logging, HostOptions options, HostRole role, TimeProvider time)
    {
        logging.ClearProviders();
        logging.AddConsole(o =>
        {
            o.FormatterName = ApplianceLogFormatter.FormatterName;
            o.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.Services.AddSingleton<ConsoleFormatter>(new ApplianceLogFormatter(time, options));
        logging.SetMinimumLevel(LogLevel.Warning);
        // A verb answers on standard output; its log speaks only of what went wrong.
        logging.AddFilter("Appliance", role == HostRole.Serve ? LogLevel.Information : LogLevel.Warning);
        logging.AddFilter("Orleans", LogLevel.Warning);

        // Recommends the server garbage collector, which is off on purpose; and takes a first tick for a stall.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // Says at each start that the keys of cookies are not encrypted: the folder is 0700 and they open nothing but sessions.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
