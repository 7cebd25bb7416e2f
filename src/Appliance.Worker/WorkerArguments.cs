namespace Appliance.Worker;

/// <summary>The command line of the worker; it has no other configuration.</summary>
/// <param name="Socket">Path of the Unix socket to listen on.</param>
/// <param name="CodeSets">Directory with the hospital's own compiled code sets; null for the built-in ones alone.</param>
internal sealed record WorkerArguments(string Socket, string? CodeSets)
{
    public const string Usage = "Appliance.Worker --socket PATH [--codesets DIR]";

    /// <summary>Reads the command line; null when it is not as <see cref="Usage"/> says.</summary>
    public static WorkerArguments? Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        string? socket = null;
        string? codeSets = null;
        for (var i = 0; i + 1 < args.Count; i += 2)
        {
            switch (args[i])
            {
                case "--socket" when socket is null:
                    socket = args[i + 1];
                    break;
                case "--codesets" when codeSets is null:
                    codeSets = args[i + 1];
                    break;
                default:
                    return null;
            }
        }

        return args.Count % 2 == 0 && socket is not null ? new WorkerArguments(socket, codeSets) : null;
    }
}
