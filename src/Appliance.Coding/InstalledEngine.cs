using Appliance.CodeSets;

namespace Appliance.Coding;

/// <summary>The engine over the releases of this installation, for a process that knows no code sets of its own.</summary>
/// <param name="Engine">The engine, its newest lexicon compiled.</param>
/// <param name="Releases">Ids of the releases it codes with, newest first.</param>
public sealed record InstalledEngine(CodingEngine Engine, IReadOnlyList<string> Releases)
{
    /// <summary>Loads the built-in releases and those of a directory (null for none), and warms the engine.</summary>
    /// <exception cref="InvalidDataException">A compiled file cannot be used; the message is a plain sentence.</exception>
    public static InstalledEngine Load(string? codeSets)
    {
        var library = CodeSetLibrary.Load(codeSets);
        var engine = new CodingEngine(library);
        engine.Warm();
        return new InstalledEngine(engine, [.. library.Releases.Select(release => release.Id)]);
    }
}
