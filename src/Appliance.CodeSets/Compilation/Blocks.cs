namespace Appliance.CodeSets.Compilation;

/// <summary>Finds the block of entries whose list does not name it.</summary>
internal static class Blocks
{
    /// <summary>Gives each entry the block that its category has in <paramref name="tabular"/>, else the narrowest block whose range holds it.</summary>
    public static void Assign(List<EntryDraft> entries, IEnumerable<EntryDraft> tabular, List<HeadingDraft> blocks, OfficialInput input)
    {
        var byCategory = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in tabular)
        {
            byCategory.TryAdd(entry.Code[..3], entry.Block);
        }

        foreach (var entry in entries)
        {
            var category = entry.Code[..3];
            if (!byCategory.TryGetValue(category, out var block))
            {
                block = blocks
                    .Where(candidate => Holds(candidate.Name, category))
                    .OrderBy(candidate => string.CompareOrdinal(candidate.Name[^3..], category))
                    .ThenByDescending(candidate => candidate.Name, StringComparer.Ordinal)
                    .Select(candidate => candidate.Name)
                    .FirstOrDefault() ?? throw input.Fault($"no block holds {category}");
                byCategory.Add(category, block);
            }

            entry.Block = block;
        }
    }

    /// <summary>True when a range such as <c>E08-E13</c>, or the single category that a block is, holds the category.</summary>
    public static bool Holds(string block, string category) =>
        block.Length is 3 or 7
        && string.CompareOrdinal(block[..3], category) <= 0
        && string.CompareOrdinal(category, block[^3..]) <= 0;
}
