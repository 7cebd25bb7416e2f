using Appliance.CodeSets.Compilation;

namespace Appliance.CodeSets;

/// <summary>What <c>appliance codesets compile</c> and <c>appliance codesets show</c> do; the host only names the options.</summary>
public static class CompileCommand
{
    /// <summary>Compiles one release into <c>ID.codeset</c> in the directory; prints what was read and written, or the refusal. Returns the exit status.</summary>
    public static int Run(ReleaseLabel label, OfficialFiles files, string directory, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(label);
        Directory.CreateDirectory(directory);
        return Finish(CodeSetCompiler.Compile(label, files, Path.Combine(directory, label.Id + ".codeset"), output), output);
    }

    /// <summary>Compiles the built-in releases again from the folder that holds <c>fy2025</c>, <c>fy2026</c> and <c>fy2027</c>. Returns the exit status.</summary>
    public static int RunBuiltIn(string folder, string file, TextWriter output) => Finish(CodeSetCompiler.CompileBuiltIn(folder, file, output), output);

    /// <summary>Prints the releases at hand.</summary>
    public static void Show(CodeSetLibrary library, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(output);
        foreach (var release in library.Releases)
        {
            output.WriteLine($"{release.Id}  {release.EffectiveFrom:yyyy-MM-dd} to {release.EffectiveTo:yyyy-MM-dd}  {release.Entries:N0} entries, {release.Billable:N0} billable");
            output.WriteLine($"        notes: {(release.HasNotes ? "yes" : "no")}, index: {(release.HasIndex ? "yes" : "no")}, guidelines of {release.Guidelines}");
            output.WriteLine($"        {release.Source}");
        }
    }

    private static int Finish(Domain.Outcome<CompileReport> outcome, TextWriter output)
    {
        if (outcome.Succeeded)
        {
            output.Write(outcome.Value.Manifest);
            return 0;
        }

        output.WriteLine($"{outcome.Refusal!.Code}: {outcome.Refusal.Message}");
        return 1;
    }
}
