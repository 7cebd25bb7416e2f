namespace Appliance.CodeSets.Compilation;

/// <summary>Spells out the codes that the tabular list leaves to a 7th character.</summary>
internal sealed class SeventhCharacters
{
    private readonly OfficialInput _input;
    private readonly Dictionary<string, EntryDraft> _printed;

    public SeventhCharacters(OfficialInput input, IEnumerable<EntryDraft> printed)
    {
        _input = input;
        _printed = printed.ToDictionary(entry => entry.Code, StringComparer.Ordinal);
    }

    /// <summary>The printed entries and, where the list of names has them, those with a 7th character: title of the base, comma, its meaning.</summary>
    public List<EntryDraft> SpellOut(IReadOnlyList<string> names)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        var missing = _printed.Keys.FirstOrDefault(code => !known.Contains(code));
        return missing is null
            ? [.. names.Select(name => _printed.GetValueOrDefault(name) ?? Complete(name))]
            : throw _input.Fault($"it holds {missing}, and the list of codes does not");
    }

    /// <summary>Marks as billable what has nothing below it.</summary>
    public static void MarkLeaves(List<EntryDraft> entries)
    {
        var parents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            for (var length = entry.Code.Length - 1; length >= 3; length--)
            {
                parents.Add(entry.Code[..length]);
            }
        }

        entries.ForEach(entry => entry.Billable = !parents.Contains(entry.Code));
    }

    private EntryDraft Complete(string code)
    {
        var stem = code[..^1];
        while (stem.Length > 3 && !_printed.ContainsKey(stem) && stem.EndsWith('X'))
        {
            stem = stem[..^1];
        }

        if (code.Length != CodeKey.MaxCharacters || !_printed.TryGetValue(stem, out var basis))
        {
            throw _input.Fault($"it has no entry that {code} completes");
        }

        for (var length = stem.Length; length >= 3; length--)
        {
            var meaning = _printed.GetValueOrDefault(stem[..length])?.Seventh.FirstOrDefault(seventh => seventh.Character == code[^1]).Meaning;
            if (meaning is not null)
            {
                return new EntryDraft { Code = code, Title = $"{basis.Title}, {meaning}", Block = basis.Block };
            }
        }

        throw _input.Fault($"it does not define the 7th character of {code}");
    }
}
