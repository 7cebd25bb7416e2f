using System.Text;
using Appliance.CodeSets.Tables;

namespace Appliance.CodeSets.Format;

/// <summary>Reads the body that <see cref="BodyWriter"/> draws. Every number is checked against its bound before it is used.</summary>
internal ref struct BodyReader
{
    private const int MaxStrings = 4_000_000;
    private const int MaxRows = 1_000_000;
    private const int MaxNotes = 4_000_000;
    private const int MaxExpansion = 32;
    private ByteReader _in;
    private StringPool _strings;
    private TermTable[] _tables;
    private List<byte> _noteKinds;
    private List<int> _noteTexts;
    private int _lastNote;

    /// <exception cref="InvalidDataException">The body does not keep to its form.</exception>
    public static ReleaseTables[] Read(ReadOnlySpan<byte> body)
    {
        var reader = new BodyReader { _in = new ByteReader(body), _noteKinds = [], _noteTexts = [] };
        reader._strings = reader.Strings();
        reader._tables = new TermTable[reader._in.Number(64)];
        for (var i = 0; i < reader._tables.Length; i++)
        {
            reader._tables[i] = reader.Table();
        }

        var releases = new ReleaseTables[reader._in.Number(64)];
        for (var i = 0; i < releases.Length; i++)
        {
            releases[i] = reader.Release();
        }

        return reader._in.AtEnd && releases.Length > 0 ? releases : throw ByteReader.Damaged();
    }

    private StringPool Strings()
    {
        var count = _in.Count(MaxStrings) + 1;
        var bytes = new byte[_in.Number((int)Math.Min(CompiledFile.MaxBody, (long)_in.Remaining * MaxExpansion))];
        var starts = new int[count + 1];
        var shared = new int[count];
        for (var i = 1; i < count; i++)
        {
            shared[i] = _in.Number(bytes.Length);
        }

        for (var i = 1; i < count; i++)
        {
            var length = (long)shared[i] + _in.Number(bytes.Length);
            if (starts[i] + length > bytes.Length || shared[i] > starts[i] - starts[i - 1])
            {
                throw ByteReader.Damaged();
            }

            starts[i + 1] = starts[i] + (int)length;
        }

        for (var i = 1; i < count; i++)
        {
            var target = bytes.AsSpan(starts[i], starts[i + 1] - starts[i]);
            bytes.AsSpan(starts[i - 1], shared[i]).CopyTo(target);
            _in.Bytes(target.Length - shared[i]).CopyTo(target[shared[i]..]);
        }

        return new StringPool(bytes, starts);
    }

    private TermTable Table()
    {
        var source = (TermSource)_in.Byte();
        var edition = _in.Text();
        var columns = _in.Number(16);
        var lines = _in.Count(MaxRows);
        var levels = _in.Bytes(lines).ToArray();
        var titles = Changes(lines);
        var modifiers = new int[lines];
        for (var i = 0; i < lines; i++)
        {
            modifiers[i] = _in.Number(_strings.Count - 1);
        }

        var lengths = _in.Bytes(lines * columns);
        var codes = new ulong[lengths.Length];
        Span<char> code = stackalloc char[CodeKey.MaxCharacters];
        for (var i = 0; i < codes.Length; i++)
        {
            if (lengths[i] > 0)
            {
                var text = _in.Bytes(Math.Min(lengths[i], (byte)8));
                codes[i] = text.Length <= code.Length && Encoding.ASCII.TryGetChars(text, code, out var written) && CodeKey.TryPack(code[..written], out var key)
                    ? key
                    : throw ByteReader.Damaged();
            }
        }

        return new TermTable
        {
            Source = Enum.IsDefined(source) ? source : throw ByteReader.Damaged(),
            Edition = edition,
            Columns = columns,
            Strings = _strings,
            Levels = levels,
            Titles = titles,
            Modifiers = modifiers,
            Codes = codes,
        };
    }

    private ReleaseTables Release()
    {
        _noteKinds.Clear();
        _noteTexts.Clear();
        var id = _in.Text();
        var from = DateOnly.FromDayNumber(_in.Number(DateOnly.MaxValue.DayNumber));
        var to = DateOnly.FromDayNumber(_in.Number(DateOnly.MaxValue.DayNumber));
        var source = _in.Text();
        var guidelines = _in.Text();
        var hasNotes = _in.Byte() == 1;
        var files = new SourceFile[_in.Number(64)];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = new SourceFile(_in.Text(), Convert.ToHexStringLower(_in.Bytes(32)));
        }

        var tables = new TermTable[_in.Number(64)];
        for (var i = 0; i < tables.Length; i++)
        {
            tables[i] = _tables[_in.Number(_tables.Length - 1)];
        }

        var chapters = Headings();
        var blocks = Headings();
        var sevenths = new (char, string)[_in.Count(short.MaxValue)][];
        for (var i = 0; i < sevenths.Length; i++)
        {
            sevenths[i] = new (char, string)[_in.Number(36)];
            for (var j = 0; j < sevenths[i].Length; j++)
            {
                sevenths[i][j] = ((char)_in.Byte(), _in.Text());
            }
        }

        var count = _in.Count(MaxRows);
        var keys = Codes(count);
        var flags = _in.Bytes(count).ToArray();
        var release = new CodeSetRelease(id, from, to, source, guidelines, count, flags.Count(flag => (flag & ReleaseTables.BillableFlag) != 0), hasNotes, tables.Length > 0);
        return new ReleaseTables
        {
            Release = release,
            Sources = files,
            Strings = _strings,
            TermTables = tables,
            Chapters = chapters,
            Blocks = blocks,
            Sevenths = sevenths,
            Keys = keys,
            Lookup = new CodeLookup(keys),
            Flags = flags,
            Titles = Changes(count),
            Suffixes = Numbers(count, _strings.Count - 1),
            BlockOf = Array.ConvertAll(Numbers(count, blocks.Length - 1), number => (short)number),
            SeventhOf = Array.ConvertAll(Numbers(count, sevenths.Length), number => (short)(number - 1)),
            NoteStarts = NoteColumns(count),
            NoteKinds = [.. _noteKinds],
            NoteTexts = [.. _noteTexts],
        };
    }

    private Heading[] Headings()
    {
        var headings = new Heading[_in.Count(short.MaxValue)];
        for (var i = 0; i < headings.Length; i++)
        {
            headings[i] = new Heading(_in.Text(), _in.Text(), _in.Number(99), Notes());
        }

        return headings;
    }

    private ulong[] Codes(int count)
    {
        var shared = _in.Bytes(count);
        var lengths = _in.Bytes(count);
        var keys = new ulong[count];
        Span<char> code = stackalloc char[CodeKey.MaxCharacters];
        var known = 0;
        for (var i = 0; i < count; i++)
        {
            if (lengths[i] > code.Length || shared[i] > lengths[i] || shared[i] > known)
            {
                throw ByteReader.Damaged();
            }

            known = lengths[i];
            var rest = code[shared[i]..known];
            if (Encoding.ASCII.GetChars(_in.Bytes(rest.Length), rest) != rest.Length || !CodeKey.TryPack(code[..known], out keys[i]))
            {
                throw ByteReader.Damaged();
            }
        }

        return keys;
    }

    private int[] Numbers(int count, int max)
    {
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = _in.Number(max);
        }

        return numbers;
    }

    private int[] Changes(int count)
    {
        var ids = new int[count];
        var last = 0;
        for (var i = 0; i < count; i++)
        {
            last = String(last + 1 + _in.Signed());
            ids[i] = last;
        }

        return ids;
    }

    private readonly int String(int id) => id >= 0 && id < _strings.Count ? id : throw ByteReader.Damaged();

    private int[] NoteColumns(int entries)
    {
        var starts = new int[entries + 1];
        for (var i = 0; i < entries; i++)
        {
            starts[i] = Notes().Start;
        }

        starts[entries] = _noteKinds.Count;
        return starts;
    }

    private NoteRange Notes()
    {
        var start = _noteKinds.Count;
        var count = _in.Number(MaxNotes - start);
        for (var i = 0; i < count; i++)
        {
            _noteKinds.Add(_in.Byte());
            _lastNote = String(_lastNote + _in.Signed());
            _noteTexts.Add(_lastNote);
        }

        return new NoteRange(start, count);
    }
}
