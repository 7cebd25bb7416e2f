namespace Appliance.CodeSets.Compilation;

/// <summary>
/// Gives a line that only says "see Infarct, myocardium" the code of the line it names, and "see Neoplasm, bone, malignant" that of the table of neoplasms.
/// A reference that does not lead to one line stays unresolved: the line then has no code.
/// </summary>
internal sealed class SeeResolver
{
    private const int MaxHops = 4;

    private static readonly (string Behavior, int Column)[] Behaviors =
    [
        ("malignant, primary", 0), ("malignant, secondary", 1), ("malignant, in situ", 2), ("secondary", 1), ("metastatic", 1), ("in situ", 2), ("malignant", 0), ("benign", 3),
        ("uncertain behavior", 4), ("uncertain", 4), ("unspecified behavior", 5),
    ];

    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, List<Node>> _main = new(StringComparer.Ordinal);
    private readonly SeeResolver? _neoplasms;

    public SeeResolver(TermTableDraft table, SeeResolver? neoplasms = null)
    {
        _neoplasms = neoplasms;
        var open = new List<Node>();
        foreach (var line in table.Lines)
        {
            var node = new Node(line);
            _nodes.Add(node);
            open.RemoveRange(Math.Min(line.Level, open.Count), open.Count - Math.Min(line.Level, open.Count));
            if (open.Count > 0)
            {
                open[^1].Children.Add(node);
            }
            else
            {
                foreach (var name in node.Names)
                {
                    (_main.TryGetValue(name, out var same) ? same : _main[name] = []).Add(node);
                }
            }

            open.Add(node);
        }
    }

    /// <summary>Resolves every line of the table; returns how many lines got a code.</summary>
    public int Resolve()
    {
        var resolved = 0;
        foreach (var line in _nodes.Select(node => node.Line).Where(line => line.See.Length > 0 && line.Codes.All(code => code.Length == 0)).ToList())
        {
            var codes = Follow(line.See, MaxHops);
            if (codes is not null && codes.Length == line.Codes.Length)
            {
                codes.CopyTo(line.Codes, 0);
                resolved++;
            }
        }

        return resolved;
    }

    private string[]? Follow(string see, int hops)
    {
        if (hops == 0 || see.Contains(';', StringComparison.Ordinal) || see.Contains(" by ", StringComparison.Ordinal))
        {
            return null;
        }

        if (_neoplasms is not null && see.StartsWith("Neoplasm", StringComparison.OrdinalIgnoreCase))
        {
            return _neoplasms.Neoplasm(see);
        }

        var target = Find(see);
        return target is null ? null
            : target.Line.Codes.Any(code => code.Length > 0) ? target.Line.Codes
            : target.Line.See.Length > 0 ? Follow(target.Line.See, hops - 1)
            : null;
    }

    private string[]? Neoplasm(string see)
    {
        foreach (var (behavior, column) in Behaviors)
        {
            if (see.EndsWith(", " + behavior, StringComparison.OrdinalIgnoreCase))
            {
                var code = Find(see[..^(behavior.Length + 2)])?.Line.Codes[column];
                return string.IsNullOrEmpty(code) ? null : [code];
            }
        }

        return null;
    }

    /// <summary>The line of a path such as "Infarct, myocardium, ST elevation"; null when there is none or more than one main term answers.</summary>
    private Node? Find(string path)
    {
        var names = path.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Normal).ToList();
        return names.Count == 0
            ? null
            : _main.GetValueOrDefault(names[0])?.Select(main => Down(main, names, 1)).OfType<Node>().FirstOrDefault();
    }

    private static Node? Down(Node node, List<string> names, int depth) => depth == names.Count
        ? node
        : node.Children.Where(child => child.Names.Contains(names[depth])).Select(child => Down(child, names, depth + 1)).OfType<Node>().FirstOrDefault();

    private static string Normal(string text)
    {
        text = XmlTree.Fold(text).ToLowerInvariant();
        return text.EndsWith(" nec", StringComparison.Ordinal) || text.EndsWith(" nos", StringComparison.Ordinal) ? text[..^4] : text;
    }

    private sealed class Node
    {
        public Node(TermDraft line)
        {
            Line = line;
            Names = [.. line.Title.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Normal).Append(Normal(line.Title)).Where(name => name.Length > 0)];
        }

        public TermDraft Line { get; }

        public HashSet<string> Names { get; }

        public List<Node> Children { get; } = [];
    }
}
