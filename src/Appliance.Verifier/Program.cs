using Appliance.Verifier;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
return VerifierCommand.Run(args, Console.Out, Console.Error, stop.Token);
