using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Appliance.CodeSets;

namespace Appliance.Coding.Guidelines;

/// <summary>Reads the codes that the notes of the tabular list name: Excludes1, code first, use additional code. Nothing is listed by hand but the exceptions in notes.txt.</summary>
internal sealed partial class TabularNotes(CodeSet set)
{
    private static readonly (Prefixes First, Prefixes Second)[] Exceptions = [.. DataFile.Read("notes.txt").Select(r => (Prefixes.Parse(r[0]), Prefixes.Parse(r[1])))];

    private readonly ConcurrentDictionary<string, Named> _named = new(StringComparer.Ordinal);

    /// <summary>True when either code's Excludes1 notes exclude the other (guideline I.A.12.a).</summary>
    public bool Exclude(string a, string b) => !IsException(a, b) && (Names(a, NoteKind.Excludes1, b) || Names(b, NoteKind.Excludes1, a));

    /// <summary>True when a note says that <paramref name="first"/> goes before <paramref name="second"/>: "code first" at the second or "use additional code" at the first (guideline I.A.13).</summary>
    public bool Order(string first, string second) => Names(second, NoteKind.CodeFirst, first) || Names(first, NoteKind.UseAdditional, second);

    /// <summary>True for a manifestation: a code whose title or notes say that the underlying disease is coded first (guideline I.A.13).</summary>
    public bool IsManifestation(string code) => set.TryGet(code, out var entry) && entry.Title.Contains("in diseases classified elsewhere", StringComparison.OrdinalIgnoreCase);

    private static bool IsException(string a, string b) => Array.Exists(Exceptions, e => (e.First.Match(a) && e.Second.Match(b)) || (e.First.Match(b) && e.Second.Match(a)));

    private bool Names(string code, NoteKind kind, string other)
    {
        var named = _named.GetOrAdd(code, Read);
        foreach (var (from, to) in kind == NoteKind.Excludes1 ? named.Excludes1 : kind == NoteKind.CodeFirst ? named.CodeFirst : named.UseAdditional)
        {
            if (other.StartsWith(from, StringComparison.Ordinal)
                || (string.CompareOrdinal(other, from) >= 0 && (string.CompareOrdinal(other, to) <= 0 || other.StartsWith(to, StringComparison.Ordinal))))
                return true;
        }

        return false;
    }

    private Named Read(string code)
    {
        var (excludes, first, additional) = (new List<(string, string)>(), new List<(string, string)>(), new List<(string, string)>());
        foreach (var note in set.NotesOf(code))
        {
            var ranges = note.Kind switch { NoteKind.Excludes1 => excludes, NoteKind.CodeFirst => first, NoteKind.UseAdditional => additional, _ => null };
            if (ranges is null)
                continue;
            foreach (Match match in Reference().Matches(note.Text))
            {
                var from = match.Groups[1].Value;
                var to = match.Groups[2].Success ? match.Groups[2].Value : from;
                if (!code.StartsWith(from, StringComparison.Ordinal))
                    ranges.Add((from, to));
            }
        }

        return new Named([.. excludes], [.. first], [.. additional]);
    }

    [GeneratedRegex(@"\b([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?:\.?-?\s?-\s?([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?))?", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    /// <summary>Ranges of codes that the notes of one code name.</summary>
    private sealed record Named((string From, string To)[] Excludes1, (string From, string To)[] CodeFirst, (string From, string To)[] UseAdditional);
}
