namespace Appliance.CodeSets.Tests;

/// <summary>The releases that ship, loaded once for all tests: they are immutable.</summary>
internal static class BuiltIn
{
    private static readonly Lazy<CodeSetLibrary> Loaded = new(CodeSetLibrary.LoadBuiltIn);

    public static CodeSetLibrary Library => Loaded.Value;

    public static CodeSet Fy2027 => Set("FY2027");

    public static CodeSet Fy2026 => Set("FY2026");

    public static CodeSet Fy2025 => Set("FY2025");

    private static CodeSet Set(string id) => Library.Sets.Single(set => set.Release.Id == id);
}
