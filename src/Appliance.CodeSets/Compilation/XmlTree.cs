using System.Text;
using System.Xml;

namespace Appliance.CodeSets.Compilation;

/// <summary>An element of an official XML file: its own text without that of its children, white space folded.</summary>
internal sealed class XmlTree
{
    private const int MaxDepth = 64;
    private const int MaxElements = 4_000_000;
    private readonly List<XmlTree> _children = [];
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();

    private XmlTree(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyList<XmlTree> Children => _children;

    public string Text => Fold(_text.ToString());

    public string this[string attribute] => _attributes.GetValueOrDefault(attribute, string.Empty);

    /// <summary>Reads a whole file; the root must bear the name.</summary>
    public static XmlTree Load(OfficialInput input, string root)
    {
        try
        {
            using var xml = input.Xml();
            var open = new Stack<XmlTree>();
            XmlTree? top = null;
            var elements = 0;
            while (xml.Read())
            {
                switch (xml.NodeType)
                {
                    case XmlNodeType.Element:
                        if (open.Count == MaxDepth || ++elements > MaxElements)
                        {
                            throw input.Fault("its elements are too deep or too many");
                        }

                        var element = Element(xml);
                        top ??= element;
                        if (open.TryPeek(out var parent))
                        {
                            parent._children.Add(element);
                        }

                        if (!xml.IsEmptyElement)
                        {
                            open.Push(element);
                        }

                        break;
                    case XmlNodeType.EndElement:
                        open.Pop();
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when open.TryPeek(out var holder):
                        holder._text.Append(xml.Value);
                        break;
                }
            }

            return top?.Name == root ? top : throw input.Fault($"its root is not {root}");
        }
        catch (XmlException e)
        {
            throw input.Fault(e.LineNumber > 0 ? $"it is not well-formed XML (line {e.LineNumber})" : "it is not well-formed XML, or it brings a DTD, which is not read");
        }
    }

    public IEnumerable<XmlTree> All(string name) => _children.Where(child => child.Name == name);

    public XmlTree? First(string name) => _children.Find(child => child.Name == name);

    public string TextOf(string name) => First(name)?.Text ?? string.Empty;

    /// <summary>One space for every run of white space, none at the ends.</summary>
    public static string Fold(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static XmlTree Element(XmlReader xml)
    {
        var element = new XmlTree(xml.Name);
        for (var i = 0; i < xml.AttributeCount; i++)
        {
            xml.MoveToAttribute(i);
            element._attributes[xml.Name] = xml.Value;
        }

        xml.MoveToElement();
        return element;
    }
}
