using System.Reflection;
using Appliance.Coding.Structure;
using Appliance.Coding.Tests.Cases;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Structure;

/// <summary>Reads the documents of the files structure-*.txt, whose form the first of them tells.</summary>
public sealed class StructureCaseTests
{
    public static TheoryData<string, string> Documents()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in CaseFile.Names("structure"))
        {
            foreach (var document in Parse(file))
                data.Add(file, document.Name);
        }

        return data;
    }

    [Fact]
    public void ThereAreAtLeastFortyDocuments() => Assert.True(Documents().Count >= 40);

    [Theory]
    [MemberData(nameof(Documents))]
    public void EachPieceOfADocumentStandsWhereAReaderSeesIt(string file, string name)
    {
        var (_, text, expectations) = Parse(file).Single(d => d.Name == name);
        var note = StructureReader.Read(new Note(new NoteId("n"), text), Engine.Newest.Lexicon.Vocabulary, CancellationToken.None);
        var from = 0;
        foreach (var line in expectations)
        {
            var fields = line.Split('|', StringSplitOptions.TrimEntries);
            var words = Unescape(fields[0]);
            var at = text.IndexOf(words, from, StringComparison.Ordinal);
            at = at < 0 ? text.IndexOf(words, StringComparison.Ordinal) : at;
            Assert.True(at >= 0, "The words are not in the document: " + words);
            from = at;
            var found = note.Sentences.Where(s => note.Tokens[s.FirstToken].Start < at + words.Length && note.Tokens[s.EndToken - 1].End > at).ToList();
            var section = note.Sections.Last(s => s.Start <= at).Kind;
            if (found.Count == 0)
            {
                Assert.Equal(fields[1], section.ToString());
                continue;
            }

            Assert.True(found.Count == 1, $"“{words}” lies in {found.Count} sentences");
            Assert.Equal((words, fields[1]), (words, found[0].Section.ToString()));
            foreach (var fact in fields.Skip(2))
                Check(note, found[0], words, fact);
        }
    }

    private static void Check(NoteStructure note, Sentence sentence, string words, string fact)
    {
        if (fact.StartsWith("problem:", StringComparison.Ordinal))
        {
            var heading = note.Sentences.First(s => s.Problem == sentence.Problem && s.Role == SentenceRole.ProblemHeading);
            Assert.Equal((words, fact[8..].Trim()), (words, note.Note.Text[note.Tokens[heading.FirstToken].Start..note.Tokens[heading.EndToken - 1].End]));
        }
        else if (fact.StartsWith("speaker:", StringComparison.Ordinal))
        {
            Assert.Equal((words, fact[8..].Trim()), (words, sentence.Speaker.ToString()));
        }
        else
        {
            Assert.Equal((words, fact), (words, sentence.Role.ToString()));
        }
    }

    private static IEnumerable<(string Name, string Text, List<string> Expectations)> Parse(string file)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Appliance.Coding.Tests.Cases." + file)!);
        var all = reader.ReadToEnd().ReplaceLineEndings("\n");
        foreach (var part in all.Split("\n=== ").Skip(1))
        {
            var lines = part.Split('\n').ToList();
            var split = lines.IndexOf("---");
            yield return (lines[0], Unescape(string.Join('\n', lines[1..split])), lines[(split + 1)..].FindAll(l => l.Length > 0));
        }
    }

    private static string Unescape(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);
}
