using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Appliance.CodeSets;

namespace Appliance.Coding.Guidelines;

/// <summary>Reads the Excludes1 notes that apply to a code and tells which pairs exclude each other.</summary>
internal sealed partial class Excludes1(CodeSet set)
{
    private readonly ConcurrentDictionary<string, (string From, string To)[]> _ranges = new(StringComparer.Ordinal);

    /// <summary>True when either code's notes exclude the other.</summary>
    public bool Conflict(string a, string b) => Excludes(a, b) || Excludes(b, a);

    private bool Excludes(string code, string other)
    {
        foreach (var (from, to) in _ranges.GetOrAdd(code, Read))
        {
            if (other.StartsWith(from, StringComparison.Ordinal)
                || (string.CompareOrdinal(other, from) >= 0 && (string.CompareOrdinal(other, to) <= 0 || other.StartsWith(to, StringComparison.Ordinal))))
                return true;
        }

        return false;
    }

    private (string From, string To)[] Read(string code)
    {
        var ranges = new List<(string, string)>();
        foreach (var note in set.NotesOf(code))
        {
            if (note.Kind != NoteKind.Excludes1)
                continue;
            foreach (Match match in Reference().Matches(note.Text))
            {
                var from = match.Groups[1].Value.TrimEnd('-', '.');
                var to = match.Groups[2].Success ? match.Groups[2].Value.TrimEnd('-', '.') : from;
                if (!code.StartsWith(from, StringComparison.Ordinal))
                    ranges.Add((from, to));
            }
        }

        return [.. ranges];
    }

    [GeneratedRegex(@"\b([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?-?)(?:\s?-\s?([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?-?))?", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
