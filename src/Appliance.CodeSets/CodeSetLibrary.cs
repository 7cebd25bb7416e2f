using Appliance.CodeSets.Format;
using Appliance.CodeSets.Tables;
using Appliance.Domain;

namespace Appliance.CodeSets;

/// <summary>All compiled releases; picks the one in force on a date of service.</summary>
public sealed class CodeSetLibrary
{
    private const string BuiltInName = "icd10cm.codeset";
    private readonly IReadOnlyList<CodeSet> _newestFirst;

    internal CodeSetLibrary(IEnumerable<CodeSet> sets)
    {
        _newestFirst = [.. sets.OrderByDescending(set => set.Release.EffectiveFrom)];
        ArgumentOutOfRangeException.ThrowIfZero(_newestFirst.Count);
        Releases = [.. _newestFirst.Select(set => set.Release)];
        foreach (var set in _newestFirst)
        {
            set.JoinLibrary([.. _newestFirst.Where(other => other != set)]);
        }
    }

    /// <summary>The compiled releases, newest first.</summary>
    public IReadOnlyList<CodeSetRelease> Releases { get; }

    /// <summary>The releases ready for use, newest first.</summary>
    public IReadOnlyList<CodeSet> Sets => _newestFirst;

    /// <summary>The newest release: used, and reported, when an encounter has no date.</summary>
    public CodeSet Newest => _newestFirst[0];

    /// <summary>Lets every release rest that was not searched since the last call: see <see cref="CodeSet.Rest"/>.</summary>
    /// <returns>True when memory was freed by it.</returns>
    public bool Rest() => _newestFirst.Count(set => set.Rest()) > 0;

    /// <summary>The releases that are compiled into the appliance.</summary>
    public static CodeSetLibrary LoadBuiltIn() => new(BuiltIn().Select(tables => new CodeSet(tables)));

    /// <summary>
    /// The built-in releases and those a hospital compiled (<c>*.codeset</c> in a directory); null for the built-in ones alone.
    /// A hospital's release takes the place of a built-in one with the same id.
    /// </summary>
    /// <exception cref="InvalidDataException">A compiled file is cut, changed or of another version; the message is a plain sentence that begins with its refusal's code.</exception>
    public static CodeSetLibrary Load(string? directory)
    {
        if (directory is null || !Directory.Exists(directory))
        {
            return LoadBuiltIn();
        }

        var releases = BuiltIn().ToDictionary(tables => tables.Release.Id, StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory, "*.codeset").Order(StringComparer.Ordinal))
        {
            foreach (var tables in Read(Path.GetFileName(file), File.ReadAllBytes(file)))
            {
                releases[tables.Release.Id] = tables;
            }
        }

        return new CodeSetLibrary(releases.Values.Select(tables => new CodeSet(tables)));
    }

    /// <summary>
    /// The release in force on a date of service; null gives the newest. Where two serve a date (an April update), the one that began last is in force.
    /// </summary>
    public Outcome<CodeSet> ForDate(DateOnly? dateOfService)
    {
        if (dateOfService is not { } date)
        {
            return Newest;
        }

        foreach (var set in _newestFirst)
        {
            if (set.Release.EffectiveFrom <= date && date <= set.Release.EffectiveTo)
            {
                return set;
            }
        }

        return Refusals.NoCodeSet(date, _newestFirst[^1].Release.EffectiveFrom, _newestFirst.Max(set => set.Release.EffectiveTo));
    }

    internal static ReleaseTables[] Read(string name, ReadOnlySpan<byte> file)
    {
        try
        {
            return BodyReader.Read(CompiledFile.Unpack(file));
        }
        catch (InvalidDataException e)
        {
            var refusal = Refusals.Compiled(name, e.Message);
            throw new InvalidDataException($"{refusal.Code}: {refusal.Message}");
        }
    }

    private static ReleaseTables[] BuiltIn()
    {
        using var stream = typeof(CodeSetLibrary).Assembly.GetManifestResourceStream(BuiltInName)
            ?? throw new InvalidOperationException("The code sets were not built into the appliance.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Read(BuiltInName, file);
    }
}
