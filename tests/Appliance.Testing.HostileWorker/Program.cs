using System.Globalization;
using Appliance.Encounters.Workers.Launch;
using Appliance.Testing.HostileWorker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

// A worker for tests that does what the first note tells it: die, hang, lie, or look around. With --keep it is a host instead: it launches the worker named
// after it, prints its process and waits to be killed.
if (args is ["--keep", var executable, var folder])
{
    var launcher = await BubblewrapLauncher.StrongestAsync(executable, CancellationToken.None);
    await using var kept = await launcher.LaunchAsync(new WorkerLaunch(executable, folder, null, 1L << 30), CancellationToken.None);
    await Console.Out.WriteLineAsync(kept.ProcessId.ToString(CultureInfo.InvariantCulture));
    await Task.Delay(Timeout.Infinite);
}

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
{
    options.Limits.MaxRequestBodySize = null;
    options.ListenUnixSocket(args[1], listen => listen.Protocols = HttpProtocols.Http2);
});
builder.Services.AddRoutingCore();
builder.Services.AddGrpc(options =>
{
    options.MaxReceiveMessageSize = null;
    options.MaxSendMessageSize = null;
});
builder.Services.AddSingleton<HostileService>();
await using var app = builder.Build();
app.UseRouting();
app.MapGrpcService<HostileService>();
await app.StartAsync();
await Console.Out.WriteLineAsync("ready");
await using var input = Console.OpenStandardInput();
while (await input.ReadAsync(new byte[1]) > 0)
{
}
