using System.Globalization;
using System.Text;

namespace Appliance.Evidence.Tiles;

/// <summary>
/// The path of a resource of C2SP tlog-tiles below the log's prefix: <c>tile/&lt;L&gt;/&lt;N&gt;[.p/&lt;W&gt;]</c> for hashes of level L, <c>tile/entries/&lt;N&gt;[.p/&lt;W&gt;]</c> for an entry
/// bundle. N is written in groups of three digits, all but the last behind an <c>x</c>: 1234067 is <c>x001/x234/067</c>.
/// </summary>
/// <param name="Level">0 to 63; null for an entry bundle.</param>
/// <param name="Index">Which tile of its level, from 0.</param>
/// <param name="Width">Hashes or entries in it: 256 for a full one, 1 to 255 for a partial one.</param>
public readonly record struct TilePath(int? Level, long Index, int Width)
{
    /// <summary>The greatest level that a path can name.</summary>
    public const int MaxLevel = 63;

    /// <summary>18 digits: more than the entries of any log, and no product of it overflows.</summary>
    private const int MaxGroups = 6;

    private const string Folder = "tile/";
    private const string Entries = "entries";
    private const string Partial = ".p/";

    /// <summary>Level of the tree that the tile's hashes are taken from; 0 for entries.</summary>
    public int HashLevel => Level ?? 0;

    /// <summary>True when the tile is not full.</summary>
    public bool IsPartial => Width < Merkle.HashTile.Width;

    /// <summary>Reads a path in its one form; null when it is another path.</summary>
    public static TilePath? Read(string? path)
    {
        if (path is null || path.Length > 64 || !path.StartsWith(Folder, StringComparison.Ordinal))
            return null;
        var rest = path.AsSpan(Folder.Length);
        var slash = rest.IndexOf('/');
        if (slash < 0 || !TryLevel(rest[..slash], out var level))
            return null;
        rest = rest[(slash + 1)..];
        var width = Merkle.HashTile.Width;
        if (rest.IndexOf(Partial) is >= 0 and var dot)
        {
            if (!TryNumber(rest[(dot + Partial.Length)..], 1, Merkle.HashTile.Width - 1, out width))
                return null;
            rest = rest[..dot];
        }

        return TryIndex(rest, out var index) ? new TilePath(level, index, width) : null;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var groups = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Index % 1000:000}"));
        for (var rest = Index / 1000; rest > 0; rest /= 1000)
            groups.Insert(0, string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:000}/"));
        var level = Level is { } number ? number.ToString(CultureInfo.InvariantCulture) : Entries;
        return IsPartial ? string.Create(CultureInfo.InvariantCulture, $"{Folder}{level}/{groups}{Partial}{Width}") : $"{Folder}{level}/{groups}";
    }

    private static bool TryLevel(ReadOnlySpan<char> text, out int? level)
    {
        level = null;
        if (text.SequenceEqual(Entries))
            return true;
        if (!TryNumber(text, 0, MaxLevel, out var number))
            return false;
        level = number;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int least, int most, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 3 || text.ContainsAnyExceptInRange('0', '9') || (text[0] == '0' && text.Length > 1))
            return false;
        number = int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        return number >= least && number <= most;
    }

    private static bool TryIndex(ReadOnlySpan<char> text, out long index)
    {
        index = 0;
        var groups = 0;
        while (true)
        {
            var last = text.Length == 3;
            var group = last ? text : text.Length >= 5 && text[0] == 'x' && text[4] == '/' ? text.Slice(1, 3) : default;
            if (group.IsEmpty || group.ContainsAnyExceptInRange('0', '9') || ++groups > MaxGroups)
                return false;
            var value = int.Parse(group, NumberStyles.None, CultureInfo.InvariantCulture);
            if (groups == 1 && !last && value == 0)
                return false;
            index = (index * 1000) + value;
            if (last)
                return true;
            text = text[5..];
        }
    }
}
