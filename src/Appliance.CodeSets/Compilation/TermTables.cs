namespace Appliance.CodeSets.Compilation;

/// <summary>Joins the index and the tables of a release.</summary>
internal static class TermTables
{
    public static void Add(ReleaseDraft release, params TermTableDraft?[] tables) => release.TermTables.AddRange(tables.OfType<TermTableDraft>());
}
