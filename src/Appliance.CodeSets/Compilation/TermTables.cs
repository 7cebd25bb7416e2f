namespace Appliance.CodeSets.Compilation;

/// <summary>Joins the index and the tables of a release.</summary>
internal static class TermTables
{
    /// <summary>Resolves the references within and between the tables, once, before they are given to releases.</summary>
    public static List<TermTableDraft> Join(TextWriter progress, params TermTableDraft?[] tables)
    {
        var joined = tables.OfType<TermTableDraft>().ToList();
        var neoplasms = joined.Find(table => table.Source == TermSource.Neoplasm) is { } table ? new SeeResolver(table) : null;
        foreach (var one in joined)
        {
            var references = one.Lines.Count(line => line.See.Length > 0);
            var resolved = (one.Source == TermSource.Neoplasm ? neoplasms! : new SeeResolver(one, neoplasms)).Resolve();
            progress.WriteLine($"{one.Source}: {one.Lines.Count:N0} lines, {resolved:N0} of {references:N0} references resolved");
        }

        return joined;
    }
}
