using System.Runtime.InteropServices;
using Appliance.Host;
using Appliance.Host.Operations;
using Appliance.Host.Verbs;

NativeHeap.ShareArenas();

// The first signal stops in order; a second one ends the process as if nobody handled it.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var console = new VerbConsole(Console.Out, Console.Error);
try
{
    return await ApplianceCommand.RunAsync(args, console, stop.Token);
}
catch (Exception e)
{
    // No message: what choked on something may quote it. The stack says where.
    await console.Error.WriteLineAsync($"{Refusals.Unexpected.Code}: {Refusals.Unexpected.Message}{Environment.NewLine}{ApplianceLogFormatter.Stack(e)}");
    return ExitCodes.Unexpected;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
