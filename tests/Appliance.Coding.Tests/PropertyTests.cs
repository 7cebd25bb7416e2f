using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Appliance.Testing;

namespace Appliance.Coding.Tests;

/// <summary>What must hold of any note: over the sample encounters of the repository, and the notes beside it when they are there.</summary>
public sealed class PropertyTests(ITestOutputHelper output)
{
    private static readonly string[] Unrelated =
    [
        "The parking at the clinic was discussed.",
        "She drove here with her neighbor and will take the bus home.",
        "Forms for the employer were filled in and handed over.",
        "The next visit is on a Tuesday in the morning.",
    ];

    private static readonly Lazy<List<string>> Notes = new(() => [.. Samples(), .. Shared()]);

    [Fact]
    public void TheSameNoteGivesTheSameBytesTwice()
    {
        foreach (var text in Notes.Value)
            Assert.Equal(JsonSerializer.Serialize(Engine.Code(text) with { ElapsedMs = 0 }), JsonSerializer.Serialize(Engine.Code(text) with { ElapsedMs = 0 }));
    }

    [Fact]
    public void AnUnrelatedSentenceRemovesNoSuggestionOfAnotherParagraph()
    {
        var random = new Random(20261102);
        foreach (var text in Notes.Value)
        {
            var sentence = Unrelated[random.Next(Unrelated.Length)];
            var before = Engine.Shown(text);
            Assert.Empty(before.Except(Engine.Shown(text + "\n\n" + sentence)));
            Assert.Empty(before.Except(Engine.Shown(sentence + "\n\n" + text)));
        }
    }

    [Theory]
    [InlineData(72)]
    [InlineData(80)]
    [InlineData(100)]
    public void WhereLinesAreWrappedDoesNotChangeTheCodes(int width) => AssertSame(text => Wrap(text, width), width.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void LineEndsDoNotChangeTheCodes()
    {
        AssertSame(text => text.ReplaceLineEndings("\r\n"), "CR LF");
        AssertSame(text => text.ReplaceLineEndings("\r"), "CR");
        AssertSame(text => text.ReplaceLineEndings("\u2028"), "LS");
    }

    [Fact]
    public void CapitalsDoNotChangeTheCodes() => AssertSame(text => text.ToUpperInvariant(), "capitals");

    [Fact]
    public void WhereLinesInCapitalsAreWrappedDoesNotChangeTheCodes() => AssertSame(text => Wrap(text.ToUpperInvariant(), 80), "wrapped capitals");

    [Fact]
    public void SmallLettersDoNotChangeTheCodes() => AssertSame(text => text.ToLowerInvariant(), "small");

    [Fact]
    public void InvisibleCharactersInsideWordsDoNotChangeTheCodes() => AssertSame(text => Sprinkle(text, new Random(7)), "invisible");

    /// <summary>Prints the processor time of one long note made of all samples, and of many notes; runs only when asked for, like the other measurements.</summary>
    [Fact(Explicit = true)]
    public void PrintsTheProcessorTimeOfLongNotes()
    {
        var all = string.Join("\n\n", Notes.Value);
        foreach (var size in new[] { 250_000, 1_000_000, 1_000_000, 2_000_000, 4_000_000 })
        {
            var text = new StringBuilder(size + all.Length);
            while (text.Length < size)
                text.Append(all).Append("\n\n");
            var note = text.ToString(0, size);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var codes = Engine.Code(note).Suggestions.Count;
            var spent = Process.GetCurrentProcess().TotalProcessorTime - before;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size / 1_000_000.0:F2} M characters: {spent.TotalMilliseconds:F0} ms of processor time, {codes} suggestions"));
        }

        var start = Process.GetCurrentProcess().TotalProcessorTime;
        for (var round = 0; round < 20; round++)
        {
            foreach (var text in Notes.Value)
                Engine.Code(text);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{20 * Notes.Value.Count / (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds:F0} notes a second of processor time, {all.Length / Notes.Value.Count} characters each"));
    }

    private void AssertSame(Func<string, string> change, string name)
    {
        var different = new List<string>();
        for (var i = 0; i < Notes.Value.Count; i++)
        {
            var text = Notes.Value[i];
            var changed = change(text);
            var (before, after) = (Engine.Shown(text).Order().ToArray(), Engine.Shown(changed).Order().ToArray());
            if (!before.SequenceEqual(after))
                different.Add($"note {i}: - {string.Join(' ', before.Except(after))} + {string.Join(' ', after.Except(before))}");
        }

        output.WriteLine($"{name}: {different.Count} of {Notes.Value.Count} differ");
        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    /// <summary>Breaks lines at the last blank before the width; never before what would look like the mark of a list.</summary>
    private static string Wrap(string text, int width)
    {
        var result = new StringBuilder(text.Length + 100);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var column = 0;
            foreach (var word in line.Split(' '))
            {
                if (column > 0 && column + 1 + word.Length > width && word.Length > 0 && char.IsLetter(word[0]) && !word.Contains(':', StringComparison.Ordinal))
                {
                    result.Append('\n');
                    column = 0;
                }
                else if (column > 0 || word.Length == 0)
                {
                    result.Append(' ');
                    column++;
                }

                result.Append(word);
                column += word.Length;
            }

            result.Append('\n');
        }

        return result.ToString();
    }

    private static string Sprinkle(string text, Random random)
    {
        var result = new StringBuilder(text.Length * 2);
        for (var i = 0; i < text.Length; i++)
        {
            result.Append(text[i]);
            if (i + 1 < text.Length && char.IsAsciiLetter(text[i]) && char.IsAsciiLetter(text[i + 1]) && random.Next(4) == 0)
                result.Append("\u200b\u00ad\u2060"[random.Next(3)]);
        }

        return result.ToString();
    }

    private static IEnumerable<string> Samples()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.Contains(".Samples.", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }

    private static IEnumerable<string> Shared() => SharedData.Path("data/notes/acibench_train.jsonl") is null ? [] : Corpus.Read("data/notes/acibench_train.jsonl").Select(n => n.Text);
}
