using Appliance.Coding;
using Appliance.Worker;
using Microsoft.Extensions.Hosting;

// The build calls this once, so that no worker compiles at its start.
if (args is ["--compile-lexicons"])
{
    InstalledEngine.CompileImages();
    return 0;
}

if (WorkerArguments.Parse(args) is not { } arguments)
{
    await Console.Error.WriteLineAsync($"Usage: {WorkerArguments.Usage}");
    return 64;
}

// Coding occupies its threads; health checks must still find one.
ThreadPool.GetMinThreads(out var workers, out var ports);
ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + 6), ports);

// Until it says that it is ready the worker has seen no note, so a fault of its own may be told on standard error.
var engine = InstalledEngine.Load(arguments.CodeSets);

// Compiling the lexicon leaves several times its size behind; it goes back to the machine before the first note comes.
GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
await using var app = await WorkerServer.StartAsync(arguments.Socket, engine, CancellationToken.None);
await Console.Out.WriteLineAsync("ready");

// Standard input carries nothing; its end is the end of the host, whatever ended it.
await using var input = Console.OpenStandardInput();
var buffer = new byte[1];
var parentGone = Task.Run(async () =>
{
    while (await input.ReadAsync(buffer) > 0)
    {
    }
});
await Task.WhenAny(parentGone, app.WaitForShutdownAsync());
Environment.Exit(0);
return 0;
