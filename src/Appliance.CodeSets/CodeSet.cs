using System.Diagnostics.CodeAnalysis;
using Appliance.CodeSets.Search;
using Appliance.CodeSets.Tables;
using Appliance.CodeSets.Terms;

namespace Appliance.CodeSets;

/// <summary>One release, ready for look-up and search. Immutable and safe for any number of threads.</summary>
public sealed class CodeSet
{
    private readonly ReleaseTables _tables;
    private readonly CodeLookup _lookup;
    private volatile Lazy<SearchIndex> _search;
    private volatile bool _searched;
    private IReadOnlyList<CodeSet> _others = [];

    internal CodeSet(ReleaseTables tables)
    {
        _tables = tables;
        _lookup = tables.Lookup;
        _search = NewSearch();
    }

    /// <summary>Which release this is.</summary>
    public CodeSetRelease Release => _tables.Release;

    /// <summary>The official files it was compiled from.</summary>
    public IReadOnlyList<SourceFile> Sources => _tables.Sources;

    /// <summary>All entries in the order of the tabular list.</summary>
    public IEnumerable<CodeEntry> Entries
    {
        get
        {
            for (var row = 0; row < _tables.Count; row++)
            {
                yield return EntryAt(row);
            }
        }
    }

    /// <summary>
    /// Words that lead to codes of this release, table by table; may hold the same words twice. Titles of codes with a 7th character are left out:
    /// they repeat the title of their base.
    /// </summary>
    public IEnumerable<LexicalTerm> Terms => TermReader.Read(this);

    internal ReleaseTables Tables => _tables;

    /// <summary>The entry of a code in printed form (the dot may be missing, case does not matter).</summary>
    public bool TryGet(string code, [NotNullWhen(true)] out CodeEntry? entry)
    {
        var row = RowOf(code);
        entry = row < 0 ? null : EntryAt(row);
        return row >= 0;
    }

    /// <summary>The verdict alone: allocates nothing.</summary>
    public CodeValidity Check(string code) => Check(code.AsSpan());

    /// <summary>The verdict alone: allocates nothing.</summary>
    public CodeValidity Check(ReadOnlySpan<char> code)
    {
        if (!CodeKey.TryPack(code, out var key))
        {
            return CodeValidity.Unknown;
        }

        var row = _lookup.Find(key);
        return row >= 0 ? ValidityAt(row) : IsElsewhere(key) ? CodeValidity.NotInForce : CodeValidity.Unknown;
    }

    /// <summary>The verdict with a sentence and the codes that stand in its place.</summary>
    public CodeCheck Explain(string code) => Explanation.Of(this, _others, code);

    /// <summary>Entries by words in any order or by the beginning of a code; best first, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<CodeHit> Search(string query, int max)
    {
        ArgumentNullException.ThrowIfNull(query);
        _searched = true;
        return max <= 0 ? [] : _search.Value.Search(query, max);
    }

    /// <summary>The entries one level below, in tabular order.</summary>
    public IEnumerable<CodeEntry> ChildrenOf(string code)
    {
        var parent = RowOf(code);
        return parent < 0 ? [] : RowsBelow(parent).Where(row => ParentOf(row) == parent).Select(EntryAt);
    }

    /// <summary>All notes that apply to a code: its own, then those of the entries, block and chapter above it.</summary>
    public IReadOnlyList<CodeNote> NotesOf(string code)
    {
        var notes = new List<CodeNote>();
        var row = RowOf(code);
        if (row < 0)
        {
            return notes;
        }

        var block = _tables.Blocks[_tables.BlockOf[row]];
        var category = CodeKey.Print(CodeKey.Prefix(_tables.Keys[row], 3));
        for (; row >= 0; row = ParentOf(row))
        {
            Add(notes, CodeKey.Print(_tables.Keys[row]), new NoteRange(_tables.NoteStarts[row], _tables.NoteStarts[row + 1] - _tables.NoteStarts[row]));
        }

        Add(notes, block.Name, block.Notes);
        foreach (var wider in _tables.Blocks.Where(wider => wider != block && wider.Chapter == block.Chapter && Compilation.Blocks.Holds(wider.Name, category)))
        {
            Add(notes, wider.Name, wider.Notes);
        }

        foreach (var chapter in _tables.Chapters.Where(chapter => chapter.Chapter == block.Chapter))
        {
            Add(notes, chapter.Name, chapter.Notes);
        }

        return notes;
    }

    /// <summary>Title of a block of this release (<c>E08-E13</c>), or null.</summary>
    public string? BlockTitle(string block) => Array.Find(_tables.Blocks, heading => heading.Name == block)?.Title;

    /// <summary>Title of a chapter of this release, or null.</summary>
    public string? ChapterTitle(int chapter) => Array.Find(_tables.Chapters, heading => heading.Chapter == chapter)?.Title;

    /// <summary>Builds what searching needs now instead of at the first search.</summary>
    public void Warm()
    {
        _searched = true;
        _ = _search.Value;
    }

    /// <summary>Lets go of what searching needs unless it was used since the last call; the next search builds it again.</summary>
    /// <returns>True when memory was freed by it.</returns>
    public bool Rest()
    {
        if (_searched || !_search.IsValueCreated)
        {
            _searched = false;
            return false;
        }

        _search = NewSearch();
        return true;
    }

    private Lazy<SearchIndex> NewSearch() => new(() => new SearchIndex(this));

    internal void JoinLibrary(IReadOnlyList<CodeSet> others) => _others = others;

    internal int Find(ulong key) => _lookup.Find(key);

    internal int RowOf(string code) => CodeKey.TryPack(code, out var key) ? _lookup.Find(key) : -1;

    internal CodeValidity ValidityAt(int row)
    {
        var flags = _tables.Flags[row];
        return (flags & ReleaseTables.BillableFlag) != 0 ? CodeValidity.Billable
            : (flags & ReleaseTables.SeventhFlag) != 0 ? CodeValidity.NeedsSeventhCharacter
            : CodeValidity.NotBillable;
    }

    /// <summary>The row of the nearest entry above a code, which need not be of this release; -1 when there is none.</summary>
    internal int Above(ulong key)
    {
        for (var length = CodeKey.Length(key) - 1; length >= 3; length--)
        {
            var row = _lookup.Find(CodeKey.Prefix(key, length));
            if (row >= 0)
            {
                return row;
            }
        }

        return -1;
    }

    internal int ParentOf(int row) => Above(_tables.Keys[row]);

    /// <summary>The rows of all entries below: they follow their parent in the tabular list.</summary>
    internal IEnumerable<int> RowsBelow(int row)
    {
        var key = _tables.Keys[row];
        for (var next = row + 1; next < _tables.Count && CodeKey.StartsWith(_tables.Keys[next], key); next++)
        {
            yield return next;
        }
    }

    internal CodeEntry EntryAt(int row)
    {
        var block = _tables.Blocks[_tables.BlockOf[row]];
        var parent = ParentOf(row);
        return new CodeEntry
        {
            Code = CodeKey.Print(_tables.Keys[row]),
            Title = _tables.Title(row),
            Billable = (_tables.Flags[row] & ReleaseTables.BillableFlag) != 0,
            Parent = parent < 0 ? null : CodeKey.Print(_tables.Keys[parent]),
            Chapter = block.Chapter,
            Block = block.Name,
            Includes = NotesAt(row, NoteKind.Includes),
            InclusionTerms = NotesAt(row, NoteKind.InclusionTerm),
            Excludes1 = NotesAt(row, NoteKind.Excludes1),
            Excludes2 = NotesAt(row, NoteKind.Excludes2),
            CodeFirst = NotesAt(row, NoteKind.CodeFirst),
            UseAdditional = NotesAt(row, NoteKind.UseAdditional),
            CodeAlso = NotesAt(row, NoteKind.CodeAlso),
            SeventhCharacters = SeventhAt(row),
        };
    }

    internal IReadOnlyList<string> NotesAt(int row, NoteKind kind)
    {
        List<string>? texts = null;
        for (var i = _tables.NoteStarts[row]; i < _tables.NoteStarts[row + 1]; i++)
        {
            if (_tables.NoteKinds[i] == (byte)kind)
            {
                (texts ??= []).Add(_tables.Strings[_tables.NoteTexts[i]]);
            }
        }

        return texts ?? (IReadOnlyList<string>)[];
    }

    private (char Character, string Meaning)[] SeventhAt(int row)
    {
        if ((_tables.Flags[row] & ReleaseTables.BillableFlag) == 0)
        {
            for (; row >= 0; row = ParentOf(row))
            {
                if (_tables.SeventhOf[row] >= 0)
                {
                    return _tables.Sevenths[_tables.SeventhOf[row]];
                }
            }
        }

        return [];
    }

    private void Add(List<CodeNote> notes, string at, NoteRange range)
    {
        for (var i = range.Start; i < range.Start + range.Count; i++)
        {
            notes.Add(new CodeNote(at, (NoteKind)_tables.NoteKinds[i], _tables.Strings[_tables.NoteTexts[i]]));
        }
    }

    private bool IsElsewhere(ulong key)
    {
        for (var i = 0; i < _others.Count; i++)
        {
            if (_others[i]._lookup.Find(key) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
