using System.Text;
using Appliance.CodeSets.Compilation;

namespace Appliance.CodeSets.Format;

/// <summary>Writes the body of a compiled file: releases in columns over one pool of strings, so that what two releases share is stored once.</summary>
/// <remarks>
/// <code>
///   body     = strings, tables, releases
///   strings  = count, bytes of all, shared* (bytes shared with the string before), rest* (lengths), the rests
///   tables   = count, { source, edition, columns, lines, level*, title* (change of string), modifiers*, length*, the codes }*
///   releases = count, release*
///   release  = id, from, to (days since 0001-01-01), source, guidelines, has-notes,
///              files    = count, { name, SHA-256 }*
///              tables   = count, number of the table*
///              chapters = count, { name, title, chapter, notes }*      blocks = the same
///              sevenths = count, { count, { character, meaning }* }*
///              entries  = count, shared* (characters shared with the code before), length*, the rests, flags*,
///                         title* (change of string), suffix*, block*, definition of the 7th character + 1 *, notes*
///   notes    = count, { kind, change of string }*
///   A number has seven bits a byte, lowest first; a change is zigzag; x* is one column. Strings are numbered from 1 in order of first use;
///   0 is the empty string. Flags: 1 billable, 2 complete but for the 7th character.
/// </code>
/// </remarks>
internal sealed class BodyWriter
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal) { [string.Empty] = 0 };
    private readonly List<string> _strings = [string.Empty];
    private readonly ByteWriter _out = new();
    private int _lastNote;

    public static byte[] Write(IReadOnlyList<ReleaseDraft> releases)
    {
        var writer = new BodyWriter();
        var tables = releases.SelectMany(release => release.TermTables).Distinct().ToList();
        writer._out.Number(releases.Count);
        foreach (var release in releases)
        {
            writer.Release(release, tables);
        }

        var releasePart = writer._out.Written.ToArray();
        var tablePart = new BodyWriter(writer).Tables(tables);
        var body = new ByteWriter();
        writer.Strings(body);
        body.Bytes(tablePart);
        body.Bytes(releasePart);
        return body.Written.ToArray();
    }

    private BodyWriter()
    {
    }

    private BodyWriter(BodyWriter pool) => (_ids, _strings) = (pool._ids, pool._strings);

    private int Id(string text)
    {
        if (!_ids.TryGetValue(text, out var id))
        {
            id = _strings.Count;
            _ids.Add(text, id);
            _strings.Add(text);
        }

        return id;
    }

    private void Strings(ByteWriter body)
    {
        var bytes = _strings.ConvertAll(Encoding.UTF8.GetBytes);
        body.Number(bytes.Count - 1);
        body.Number(bytes.Sum(b => b.Length));
        var shared = new int[bytes.Count];
        for (var i = 1; i < bytes.Count; i++)
        {
            shared[i] = bytes[i - 1].AsSpan().CommonPrefixLength(bytes[i]);
            body.Number(shared[i]);
        }

        for (var i = 1; i < bytes.Count; i++)
        {
            body.Number(bytes[i].Length - shared[i]);
        }

        for (var i = 1; i < bytes.Count; i++)
        {
            body.Bytes(bytes[i].AsSpan(shared[i]));
        }
    }

    private ReadOnlySpan<byte> Tables(List<TermTableDraft> tables)
    {
        _out.Number(tables.Count);
        foreach (var table in tables)
        {
            _out.Byte((byte)table.Source);
            _out.Text(table.Edition);
            _out.Number(table.Columns);
            _out.Number(table.Lines.Count);
            table.Lines.ForEach(line => _out.Byte(checked((byte)line.Level)));
            Changes(table.Lines.Select(line => Id(line.Title)));
            table.Lines.ForEach(line => _out.Number(Id(line.Modifiers)));
            var cells = table.Lines
                .SelectMany(line => Enumerable.Range(0, table.Columns).Select(column => line.Codes.ElementAtOrDefault(column) ?? string.Empty))
                .ToList();
            cells.ForEach(cell => _out.Byte(checked((byte)cell.Length)));
            cells.ForEach(cell => _out.Bytes(Encoding.ASCII.GetBytes(cell)));
        }

        return _out.Written;
    }

    private void Release(ReleaseDraft release, List<TermTableDraft> tables)
    {
        _out.Text(release.Id);
        _out.Number(release.From.DayNumber);
        _out.Number(release.To.DayNumber);
        _out.Text(release.Source);
        _out.Text(release.Guidelines);
        _out.Byte(release.HasNotes ? (byte)1 : (byte)0);
        _out.Number(release.Sources.Count);
        foreach (var file in release.Sources)
        {
            _out.Text(file.Name);
            _out.Bytes(Convert.FromHexString(file.Sha256));
        }

        _out.Number(release.TermTables.Count);
        release.TermTables.ForEach(table => _out.Number(tables.IndexOf(table)));
        Headings(release.Chapters);
        Headings(release.Blocks);
        Entries(release);
    }

    private void Headings(List<HeadingDraft> headings)
    {
        _out.Number(headings.Count);
        foreach (var heading in headings)
        {
            _out.Text(heading.Name);
            _out.Text(heading.Title);
            _out.Number(heading.Chapter);
            Notes(heading.Notes);
        }
    }

    private void Notes(List<NoteDraft> notes)
    {
        _out.Number(notes.Count);
        foreach (var note in notes)
        {
            _out.Byte((byte)note.Kind);
            var id = Id(note.Text);
            _out.Signed(id - _lastNote);
            _lastNote = id;
        }
    }

    private void Entries(ReleaseDraft release)
    {
        var entries = release.Entries;
        var definitions = Sevenths(entries, out var definitionOf);
        _out.Number(definitions.Count);
        foreach (var definition in definitions)
        {
            _out.Number(definition.Count);
            definition.ForEach(item =>
            {
                _out.Byte((byte)item.Character);
                _out.Text(item.Meaning);
            });
        }

        _out.Number(entries.Count);
        Codes(entries);
        var takesSeventh = entries.Where(e => e.Code.Length == CodeKey.MaxCharacters).Select(e => e.Code).ToHashSet(StringComparer.Ordinal);
        var needsSeventh = ParentsOf(takesSeventh, entries);
        entries.ForEach(e => _out.Byte((byte)((e.Billable ? 1 : 0) | (!e.Billable && needsSeventh.Contains(e.Code) ? 2 : 0))));

        var titles = entries.ToDictionary(e => e.Code, e => e.Title, StringComparer.Ordinal);
        var parts = entries.ConvertAll(e => Split(e, titles));
        Changes(parts.Select(part => Id(part.Title)));
        parts.ForEach(part => _out.Number(Id(part.Suffix)));
        var blocks = release.Blocks.Select((block, i) => (block.Name, i)).ToDictionary(b => b.Name, b => b.i, StringComparer.Ordinal);
        entries.ForEach(e => _out.Number(blocks[e.Block]));
        entries.ForEach(e => _out.Number(definitionOf.TryGetValue(e, out var number) ? number + 1 : 0));
        entries.ForEach(e => Notes(e.Notes));
    }

    private void Codes(List<EntryDraft> entries)
    {
        var before = string.Empty;
        var shared = new List<int>(entries.Count);
        foreach (var entry in entries)
        {
            shared.Add(before.AsSpan().CommonPrefixLength(entry.Code));
            before = entry.Code;
        }

        shared.ForEach(count => _out.Byte((byte)count));
        entries.ForEach(e => _out.Byte((byte)e.Code.Length));
        for (var i = 0; i < entries.Count; i++)
        {
            _out.Bytes(Encoding.ASCII.GetBytes(entries[i].Code[shared[i]..]));
        }
    }

    private void Changes(IEnumerable<int> ids)
    {
        var last = 0;
        foreach (var id in ids)
        {
            _out.Signed(id - last - 1);
            last = id;
        }
    }

    private static HashSet<string> ParentsOf(HashSet<string> codes, List<EntryDraft> entries)
    {
        var all = entries.Select(e => e.Code).ToHashSet(StringComparer.Ordinal);
        return codes
            .Select(code => Enumerable.Range(3, code.Length - 3).Reverse().Select(length => code[..length]).FirstOrDefault(all.Contains))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The title of a longer code is often that of a shorter one and the meaning of the 7th character: it is stored as the two.</summary>
    private static (string Title, string Suffix) Split(EntryDraft entry, Dictionary<string, string> titles)
    {
        for (var length = entry.Code.Length - 1; entry.Code.Length == CodeKey.MaxCharacters && length >= 3; length--)
        {
            if (titles.TryGetValue(entry.Code[..length], out var title)
                && entry.Title.Length > title.Length + 2
                && entry.Title.StartsWith(title, StringComparison.Ordinal)
                && entry.Title.AsSpan(title.Length, 2) is ", ")
            {
                return (title, entry.Title[(title.Length + 2)..]);
            }
        }

        return (entry.Title, string.Empty);
    }

    private static List<List<(char Character, string Meaning)>> Sevenths(List<EntryDraft> entries, out Dictionary<EntryDraft, int> definitionOf)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var definitions = new List<List<(char, string)>>();
        definitionOf = [];
        foreach (var entry in entries.Where(e => e.Seventh.Count > 0))
        {
            var key = string.Join('\n', entry.Seventh);
            if (!numbers.TryGetValue(key, out var number))
            {
                number = definitions.Count;
                numbers.Add(key, number);
                definitions.Add(entry.Seventh);
            }

            definitionOf.Add(entry, number);
        }

        return definitions;
    }
}
