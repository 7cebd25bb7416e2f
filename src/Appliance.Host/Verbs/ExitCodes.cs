namespace Appliance.Host.Verbs;

/// <summary>What a verb's process ends with; docs/operations.md lists them.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The appliance said no, or part of what was asked for was refused; standard error says what.</summary>
    public const int Refused = 1;

    /// <summary>The command line or an option cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>The appliance could not be started.</summary>
    public const int NotStarted = 3;

    /// <summary>The evidence log does not verify.</summary>
    public const int NotVerified = 4;

    /// <summary>A fault that nobody expected (EX_SOFTWARE of sysexits.h).</summary>
    public const int Unexpected = 70;
}
