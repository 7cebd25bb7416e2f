namespace Appliance.Coding.Mentions;

/// <summary>A set of words, sorted; equal when the words are.</summary>
/// <param name="Ids">The words' numbers in ascending order.</param>
internal readonly record struct Bag(int[] Ids)
{
    public bool Equals(Bag other) => Ids.AsSpan().SequenceEqual(other.Ids);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var id in Ids)
            hash.Add(id);
        return hash.ToHashCode();
    }
}

/// <summary>Lays sorted word lists out as the arrays that <see cref="Lexicon"/> draws, one depth after the other.</summary>
internal static class TreeBuilder
{
    public static (int[] Word, int[] First, int[] Term, int[] Root, int[] Rank) Build(KeyValuePair<Bag, int>[] bags, int ranked, int[] rank)
    {
        var word = new List<int>();
        var term = new List<int>();
        var ranges = new List<(int From, int To)>();
        var first = new List<int>();
        var root = new int[ranked];
        Array.Fill(root, -1);
        AddChildren(0, bags.Length, 0);
        for (var i = 0; i < word.Count; i++)
            root[word[i]] = i;
        var depthEnd = word.Count;
        var depth = 1;
        for (var node = 0; node < word.Count; node++)
        {
            if (node == depthEnd)
            {
                depth++;
                depthEnd = word.Count;
            }

            first.Add(word.Count);
            var (from, to) = ranges[node];
            if (bags[from].Key.Ids.Length == depth)
            {
                term[node] = bags[from].Value;
                from++;
            }

            AddChildren(from, to, depth);
        }

        first.Add(word.Count);
        return ([.. word], [.. first], [.. term], root, rank);

        void AddChildren(int from, int to, int at)
        {
            while (from < to)
            {
                var next = from + 1;
                var id = bags[from].Key.Ids[at];
                while (next < to && bags[next].Key.Ids[at] == id)
                    next++;
                word.Add(id);
                term.Add(-1);
                ranges.Add((from, next));
                from = next;
            }
        }
    }
}
