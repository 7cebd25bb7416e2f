using System.Text;

namespace Appliance.CodeSets.Compilation;

/// <summary>Rows of a comma-separated file with a header (RFC 4180), by column name.</summary>
internal static class Csv
{
    private const int MaxField = 64 * 1024;

    public static IEnumerable<Row> Read(OfficialInput input)
    {
        using var text = input.Text();
        var header = Fields(input, text) ?? throw input.Fault("it is empty");
        var columns = header.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
        while (Fields(input, text) is { } fields)
        {
            if (fields.Count != header.Count)
            {
                throw input.Fault($"a row has {fields.Count} fields and the header {header.Count}");
            }

            yield return new Row(input, columns, fields);
        }
    }

    private static List<string>? Fields(OfficialInput input, TextReader text)
    {
        if (text.Peek() < 0)
        {
            return null;
        }

        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var c = text.Read();
            if (c == '"' && quoted && text.Peek() == '"')
            {
                text.Read();
                field.Append('"');
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c < 0 || (!quoted && c is ',' or '\n'))
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c != ',')
                {
                    return quoted ? throw input.Fault("a quoted field does not end") : fields;
                }
            }
            else if (c != '\r' || quoted)
            {
                field.Append((char)c);
            }

            if (field.Length > MaxField)
            {
                throw input.Fault("a field is too long");
            }
        }
    }

    /// <summary>One row.</summary>
    public readonly struct Row(OfficialInput input, Dictionary<string, int> columns, List<string> fields)
    {
        public string this[string column] => columns.TryGetValue(column, out var i) ? fields[i] : throw input.Fault($"it has no column {column}");
    }
}
