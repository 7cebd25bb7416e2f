using Appliance.Domain;

namespace Appliance.CodeSets;

/// <summary>Every "no" of the code sets.</summary>
public static class Refusals
{
    /// <summary>No compiled release serves the date of service.</summary>
    public const string NoCodeSetForDate = "APP-SET-001";

    /// <summary>A compiled file is cut, changed or of another version.</summary>
    public const string UnreadableCompiledFile = "APP-SET-002";

    /// <summary>An official file cannot be read as what it should be.</summary>
    public const string UnreadableOfficialFile = "APP-SET-003";

    /// <summary>The arguments of a compilation do not fit together.</summary>
    public const string CompilationNotPossible = "APP-SET-004";

    internal static Refusal NoCodeSet(DateOnly date, DateOnly first, DateOnly last) => new(
        NoCodeSetForDate,
        RefusalKind.Unprocessable,
        $"There is no code set for this date of service ({date:yyyy-MM-dd}): the compiled releases serve {first:yyyy-MM-dd} to {last:yyyy-MM-dd}. "
        + "Nothing was coded; compile the release of that date with `appliance codesets compile`.");

    internal static Refusal Compiled(string file, string what) => new(
        UnreadableCompiledFile,
        RefusalKind.Invalid,
        $"The compiled code set {file} cannot be used: {what}. Compile it again with `appliance codesets compile`.");

    internal static Refusal Official(string file, string what) => new(
        UnreadableOfficialFile,
        RefusalKind.Invalid,
        $"The official file {file} cannot be read: {what}. Nothing was compiled.");

    internal static Refusal NotPossible(string what) => new(CompilationNotPossible, RefusalKind.Invalid, what);
}
