using System.Xml;

namespace Appliance.Fhir.Notes;

/// <summary>
/// The human-readable part of a C-CDA document: each section's title and narrative block, in the order of the document (HL7 CDA R2, sections 4.3.4 and 4.3.5).
/// An unstructured body (nonXMLBody) is not read.
/// </summary>
internal sealed class CdaText : IMarkupSink
{
    private readonly SourceMap.Builder _builder = new();
    private readonly Stack<string> _open = new();
    private readonly HtmlText _narrative;
    private int _textDepth;
    private int _titleDepth;

    private CdaText() => _narrative = HtmlText.Into(_builder);

    /// <summary>The text, or null when this is no well-formed C-CDA document, or one that declares a document type.</summary>
    public static NoteText? Read(string source, int maxDepth)
    {
        if (!IsClinicalDocument(source, maxDepth))
            return null;
        var sink = new CdaText();
        MarkupScanner.Scan(PlainText.Normalize(source), sink, html: false);
        return sink._builder.Build();
    }

    public void Start(string name, bool empty, int source)
    {
        if (_textDepth > 0)
        {
            _narrative.Start(name, empty, source);
        }
        else if (_open.TryPeek(out var parent) && parent == "section" && !empty)
        {
            if (name == "title")
            {
                _titleDepth = _open.Count + 1;
                _builder.Line(2);
            }
            else if (name == "text")
            {
                _textDepth = _open.Count + 1;
                _builder.Line();
            }
        }

        if (!empty)
            _open.Push(name);
        else if (_textDepth > 0)
            _narrative.End(name);
    }

    public void End(string name)
    {
        if (_open.Count == 0)
            return;
        var closes = _open.Count;
        _open.Pop();
        if (closes == _titleDepth || closes == _textDepth)
        {
            _builder.Line();
            (_titleDepth, _textDepth) = closes == _titleDepth ? (0, _textDepth) : (_titleDepth, 0);
        }
        else if (_textDepth > 0)
        {
            _narrative.End(name);
        }
    }

    public void Text(char c, int source)
    {
        if (_textDepth > 0 || _titleDepth > 0)
            _builder.Fold(c, source);
    }

    private static bool IsClinicalDocument(string source, int maxDepth)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(source),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true });
            reader.MoveToContent();
            var isDocument = reader.LocalName == "ClinicalDocument" && reader.NamespaceURI == "urn:hl7-org:v3";
            while (reader.Read())
                isDocument &= reader.Depth <= maxDepth;
            return isDocument;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
