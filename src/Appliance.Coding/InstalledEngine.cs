using Appliance.CodeSets;

namespace Appliance.Coding;

/// <summary>The engine over the releases of this installation, for a process that knows no code sets of its own.</summary>
/// <param name="Engine">The engine, its newest lexicon ready.</param>
/// <param name="Releases">Ids of the releases it codes with, newest first.</param>
public sealed record InstalledEngine(CodingEngine Engine, IReadOnlyList<string> Releases)
{
    /// <summary>Folder beside the program that the build filled with compiled lexicons.</summary>
    private static string Images => Path.Combine(AppContext.BaseDirectory, "lexicons");

    /// <summary>Loads the built-in releases and those of a directory (null for none), and warms the engine.</summary>
    /// <exception cref="InvalidDataException">A compiled file cannot be used; the message is a plain sentence.</exception>
    /// <param name="codeSets">Directory with the hospital's own compiled code sets; null for none.</param>
    /// <param name="images">Folder of the compiled lexicons; null for the one beside the program.</param>
    public static InstalledEngine Load(string? codeSets, string? images = null)
    {
        var library = CodeSetLibrary.Load(codeSets);
        var engine = new CodingEngine(library, images ?? Images);
        engine.Warm();
        return new InstalledEngine(engine, [.. library.Releases.Select(release => release.Id)]);
    }

    /// <summary>What the build calls: compiles the lexicons of the built-in releases beside the program.</summary>
    public static void CompileImages() => new CodingEngine(CodeSetLibrary.LoadBuiltIn()).WriteImages(Images);
}
