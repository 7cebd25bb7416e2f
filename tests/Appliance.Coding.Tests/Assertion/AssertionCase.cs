using Appliance.Coding.Assertion;
using Appliance.Coding.Structure;
using Appliance.Coding.Tests.Cases;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Assertion;

/// <summary>A sentence of the files assertion-*.txt: the text without its brackets, where the conditions stand, and what is said of each.</summary>
internal sealed record AssertionCase(string Text, IReadOnlyList<(int Start, int End, string Kind)> Conditions, AdministrativeSex Sex)
{
    /// <summary>Reads one file.</summary>
    public static IEnumerable<AssertionCase> Read(string file) => CaseFile.Read(file).Select(Parse);

    /// <summary>Reads one record: marked sentence, kinds, sex.</summary>
    public static AssertionCase Parse(string[] record)
    {
        var marked = record[0].Replace("\\n", "\n", StringComparison.Ordinal);
        var kinds = record[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var conditions = new List<(int, int, string)>();
        var text = new System.Text.StringBuilder(marked.Length);
        var start = 0;
        foreach (var c in marked)
        {
            if (c == '[')
                start = text.Length;
            else if (c == ']')
                conditions.Add((start, text.Length, kinds[kinds.Length == 1 ? 0 : conditions.Count]));
            else
                text.Append(c);
        }

        if (kinds.Length != 1 && kinds.Length != conditions.Count)
            throw new InvalidDataException("Conditions and kinds differ in number: " + record[0]);
        var sex = (record.Length > 2 ? record[2] : string.Empty) switch
        {
            "M" => AdministrativeSex.Male,
            "F" => AdministrativeSex.Female,
            _ => AdministrativeSex.Unknown,
        };
        return new AssertionCase(text.ToString(), conditions, sex);
    }

    /// <summary>What the engine says of each condition.</summary>
    public IReadOnlyList<string> Assess()
    {
        var lexicon = Engine.Newest.Lexicon;
        var note = StructureReader.Read(new Note(new NoteId("n"), Text), lexicon.Vocabulary, CancellationToken.None);
        var reader = new AssertionReader(note, lexicon.Cues, lexicon.Vocabulary, Sex);
        var found = new string[Conditions.Count];
        foreach (var sentence in note.Sentences)
        {
            reader.MoveTo(sentence);
            for (var i = 0; i < Conditions.Count; i++)
            {
                var (start, end, _) = Conditions[i];
                var tokens = Enumerable.Range(sentence.FirstToken, sentence.EndToken - sentence.FirstToken).Where(t => note.Tokens[t].Start >= start && note.Tokens[t].End <= end).ToList();
                if (tokens.Count > 0 && found[i] is null)
                    found[i] = reader.Assess(tokens[0], tokens[^1] + 1).Kind.ToString();
            }
        }

        return found;
    }
}
