namespace Appliance.CodeSets.Search;

internal sealed class SearchIndex(CodeSet set)
{
    public IReadOnlyList<CodeHit> Search(string query, int max) =>
        set.RowOf(query) is >= 0 and var row ? [new CodeHit(set.EntryAt(row), 1)] : [];
}
