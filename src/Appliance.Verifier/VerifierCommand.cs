using Appliance.Evidence;

namespace Appliance.Verifier;

/// <summary>The command line. Scripts go by the exit codes; people by what is printed.</summary>
public static class VerifierCommand
{
    /// <summary>All is as it was signed.</summary>
    public const int Good = 0;

    /// <summary>Something is not as it was signed; the last line names the first bad entry where one can be named.</summary>
    public const int Bad = 1;

    /// <summary>The command line is not understood.</summary>
    public const int Usage = 2;

    /// <summary>A file cannot be read, so nothing is known.</summary>
    public const int Unreadable = 3;

    private const string Help = """
        appliance-verify checks an evidence log without the appliance and without a network.

          appliance-verify log PATH --key KEY         a whole log: evidence.db, or a folder of tiles
                            [--checkpoint FILE]…      and that it begins with a checkpoint that was kept elsewhere
          appliance-verify packet PATH --key KEY      an evidence packet: a zip or a folder
          appliance-verify proof FILE --entry FILE --key KEY
                                                      that an entry (its exact bytes) is in the log: a .tlog-proof
          appliance-verify consistency OLD NEW --log PATH --key KEY
                                                      that the newer of two checkpoints begins with the older, by the log's hashes

        KEY is the log's verification key (NAME+ID+BASE64), from somewhere else than what is checked.
          --own-key           without a KEY: check only that the thing agrees with itself
          --witness KEY       key of a witness that must have cosigned; may be repeated
          --required N        how many of them must have cosigned; all, when not said
          --quiet             no progress

        Exit code: 0 good, 1 something is not as it was signed, 2 command line not understood, 3 cannot be read.
        """;

    /// <summary>Runs one command.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        if (VerifierOptions.Read(arguments, out var fault) is not { } options)
        {
            errors.WriteLine(fault);
            errors.WriteLine();
            errors.WriteLine(Help);
            return Usage;
        }

        if (options.WantsHelp)
        {
            output.WriteLine(Help);
            return Good;
        }

        try
        {
            return new Checks(options, output, errors, cancellation).Run();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(failure.Message);
            return failure is EvidenceOpenException { Code: EvidenceCodes.Damaged } ? Bad : Unreadable;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine("Stopped before the end: nothing is known.");
            return Unreadable;
        }
    }
}
