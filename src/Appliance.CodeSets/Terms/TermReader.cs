namespace Appliance.CodeSets.Terms;

internal static class TermReader
{
    public static IEnumerable<LexicalTerm> Read(CodeSet set)
    {
        for (var row = 0; row < set.Tables.Count; row++)
        {
            var code = CodeKey.Print(set.Tables.Keys[row]);
            if (set.Tables.Suffixes[row] == 0)
            {
                yield return new LexicalTerm(set.Tables.Title(row), code, TermSource.Title);
            }

            foreach (var term in set.NotesAt(row, NoteKind.InclusionTerm))
            {
                yield return new LexicalTerm(term, code, TermSource.InclusionTerm);
            }

            foreach (var term in set.NotesAt(row, NoteKind.Includes))
            {
                yield return new LexicalTerm(term, code, TermSource.Includes);
            }
        }
    }
}
