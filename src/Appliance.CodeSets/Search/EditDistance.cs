using System.Numerics;

namespace Appliance.CodeSets.Search;

/// <summary>Optimal string alignment within a bound: insertions, deletions, changes and swaps of neighbours.</summary>
internal static class EditDistance
{
    public const int MaxLength = 40;

    /// <summary>The letters and digits of a word, one bit each: two words differ in at least half as many edits as bits.</summary>
    public static ulong Mask(string word)
    {
        ulong mask = 0;
        foreach (var c in word)
        {
            mask |= 1UL << (c & 63);
        }

        return mask;
    }

    /// <summary>False when the masks alone show that the words are further apart than the bound.</summary>
    public static bool MayBeWithin(ulong a, ulong b, int bound) => BitOperations.PopCount(a ^ b) <= 2 * bound;

    /// <summary>The distance, or <paramref name="bound"/> + 1 when it is larger. Words longer than <see cref="MaxLength"/> are never near.</summary>
    public static int Within(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int bound)
    {
        if (Math.Abs(a.Length - b.Length) > bound || a.Length > MaxLength || b.Length > MaxLength)
        {
            return bound + 1;
        }

        Span<int> beforeLast = stackalloc int[MaxLength + 1];
        Span<int> last = stackalloc int[MaxLength + 1];
        Span<int> row = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost = Math.Min(cost, beforeLast[j - 2] + 1);
                }

                row[j] = cost;
                least = Math.Min(least, cost);
            }

            if (least > bound)
            {
                return bound + 1;
            }

            var free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return Math.Min(last[b.Length], bound + 1);
    }
}
