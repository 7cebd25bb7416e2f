namespace Appliance.CodeSets;

/// <summary>Words the verdict on a code, and finds the codes that stand in its place.</summary>
internal static class Explanation
{
    private const int MaxReplacements = 24;
    private const ulong LastOne = 0x3F;
    private const ulong LastTwo = 0xFFF;

    public static CodeCheck Of(CodeSet set, IReadOnlyList<CodeSet> others, string code)
    {
        if (!CodeKey.TryPack(code, out var key))
        {
            return new CodeCheck(CodeValidity.Unknown, "This does not have the form of an ICD-10-CM code.", []);
        }

        var name = CodeKey.Print(key);
        var row = set.Find(key);
        return row >= 0 ? Present(set, row, name) : Absent(set, others, key, name);
    }

    private static CodeCheck Present(CodeSet set, int row, string name)
    {
        var release = set.Release.Id;
        var validity = set.ValidityAt(row);
        return validity switch
        {
            CodeValidity.Billable => new(validity, $"{name} is billable in {release}.", []),
            CodeValidity.NeedsSeventhCharacter => new(validity, $"{name} needs a 7th character in {release}: {SeventhsOf(set, row)}.", Billable(set, row)),
            _ => new(validity, $"{name} is a category in {release}; choose a longer code below it.", Billable(set, row)),
        };
    }

    private static CodeCheck Absent(CodeSet set, IReadOnlyList<CodeSet> others, ulong key, string name)
    {
        var release = set.Release.Id;
        var elsewhere = others.Where(other => other.Find(key) >= 0).ToList();
        if (elsewhere.Count == 0)
        {
            return Unknown(set, key, name);
        }

        var from = set.Release.EffectiveFrom;
        var earlier = elsewhere.Where(other => other.Release.EffectiveFrom < from).MaxBy(other => other.Release.EffectiveFrom);
        var later = elsewhere.Where(other => other.Release.EffectiveFrom > from).MinBy(other => other.Release.EffectiveFrom);
        var replacements = Replacements(set, earlier, key);
        var sentence = earlier is not null
            ? $"{name} is not in force in {release}: its last day was {earlier.Release.EffectiveTo:yyyy-MM-dd} ({earlier.Release.Id})."
            : $"{name} is not in force in {release}: it begins on {later!.Release.EffectiveFrom:yyyy-MM-dd} ({later.Release.Id}).";
        return new CodeCheck(
            CodeValidity.NotInForce,
            replacements.Count == 0 ? sentence : $"{sentence} In its place: {string.Join(", ", replacements.Take(6).Select(entry => entry.Code))}{(replacements.Count > 6 ? " …" : string.Empty)}.",
            replacements);
    }

    /// <summary>
    /// Of a code that has ended: the billable codes that came since under the nearest entry that is still there (with the same 6th and 7th characters, or at least the same 7th, where it had one).
    /// Of a code that has not begun: the nearest entry above, when it is billable now.
    /// </summary>
    private static List<CodeEntry> Replacements(CodeSet set, CodeSet? earlier, ulong key)
    {
        var above = set.Above(key);
        if (above < 0)
        {
            return [];
        }

        if (set.ValidityAt(above) == CodeValidity.Billable)
        {
            return [set.EntryAt(above)];
        }

        if (earlier is null)
        {
            return [];
        }

        var candidates = set.RowsBelow(above)
            .Where(row => set.ValidityAt(row) == CodeValidity.Billable && earlier.Find(set.Tables.Keys[row]) < 0)
            .ToList();
        var rows = CodeKey.Length(key) < CodeKey.MaxCharacters ? candidates
            : candidates.Exists(row => SameEnd(row, LastTwo)) ? candidates.FindAll(row => SameEnd(row, LastTwo))
            : candidates.FindAll(row => SameEnd(row, LastOne));
        return rows.Take(MaxReplacements).Select(set.EntryAt).ToList();

        bool SameEnd(int row, ulong mask) => (set.Tables.Keys[row] & mask) == (key & mask);
    }

    private static CodeCheck Unknown(CodeSet set, ulong key, string name)
    {
        var release = set.Release.Id;
        var above = set.Above(key);
        if (above < 0)
        {
            return new CodeCheck(CodeValidity.Unknown, $"{name} is in no release at hand.", []);
        }

        var near = CodeKey.Print(set.Tables.Keys[above]);
        var hint = set.ValidityAt(above) switch
        {
            CodeValidity.Billable => $"{near} is complete as it is",
            CodeValidity.NeedsSeventhCharacter => $"{near} takes, with placeholders X up to the 6th, these 7th characters: {SeventhsOf(set, above)}",
            _ => $"the nearest entry is {near}",
        };
        return new CodeCheck(CodeValidity.Unknown, $"{name} is in no release at hand; {hint} in {release}.", []);
    }

    private static List<CodeEntry> Billable(CodeSet set, int row) =>
        [.. set.RowsBelow(row).Where(below => set.ValidityAt(below) == CodeValidity.Billable).Take(MaxReplacements).Select(set.EntryAt)];

    private static string SeventhsOf(CodeSet set, int row) => string.Join(
        ", ",
        set.RowsBelow(row)
            .Select(below => set.Tables.Keys[below])
            .Where(key => CodeKey.Length(key) == CodeKey.MaxCharacters && set.Above(key) == row)
            .Select(key => CodeKey.Print(key)[^1]));
}
