namespace Appliance.Fhir.Notes;

/// <summary>HTML as the words a reader sees: scripts and styles dropped, blocks on lines of their own, list items with a dash, cells with a bar between.</summary>
internal sealed class HtmlText : IMarkupSink
{
    private static readonly HashSet<string> Blocks =
    [
        "p", "div", "ul", "ol", "dl", "dt", "dd", "table", "tr", "thead", "tbody", "tfoot", "caption", "blockquote", "address", "article", "section", "header",
        "footer", "main", "nav", "aside", "figure", "figcaption", "form", "fieldset", "hr", "pre", "body", "html", "paragraph", "list", "item", "content-block",
    ];

    private readonly SourceMap.Builder _builder;
    private int _preformatted;
    private bool _cell;

    private HtmlText(SourceMap.Builder builder) => _builder = builder;

    /// <summary>Reads a document.</summary>
    public static NoteText Read(string source)
    {
        var builder = new SourceMap.Builder();
        Append(source, builder, html: true, shift: 0);
        return builder.Build();
    }

    /// <summary>Adds a piece of markup to a text.</summary>
    public static void Append(string source, SourceMap.Builder builder, bool html, int shift) =>
        MarkupScanner.Scan(PlainText.Normalize(source), new HtmlText(builder), html, shift);

    /// <summary>A sink for markup that is scanned by somebody else.</summary>
    public static HtmlText Into(SourceMap.Builder builder) => new(builder);

    public void Start(string name, bool empty, int source)
    {
        if (name == "pre" && !empty)
            _preformatted++;
        if (name == "br")
        {
            _builder.Line();
        }
        else if (name is "li" or "item")
        {
            _builder.Line();
            _builder.Word("- ", source);
        }
        else if (name is "td" or "th")
        {
            if (_cell)
                _builder.Word(" | ", source);
            _cell = true;
        }
        else if (Block(name))
        {
            _builder.Line(Heading(name) ? 2 : 1);
        }

        if (name == "tr")
            _cell = false;
    }

    public void End(string name)
    {
        if (name == "pre")
            _preformatted = Math.Max(0, _preformatted - 1);
        if (Block(name) || name is "li" or "item")
            _builder.Line();
    }

    public void Text(char c, int source)
    {
        if (_preformatted == 0)
            _builder.Fold(c, source);
        else if (c == '\n')
            _builder.Line();
        else if (c != '\r')
            _builder.Add(c, source);
    }

    private static bool Heading(string name) => name.Length == 2 && name[0] == 'h' && char.IsAsciiDigit(name[1]);

    private static bool Block(string name) => Blocks.Contains(name) || Heading(name);
}
