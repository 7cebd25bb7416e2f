using System.Diagnostics;
using System.Security.Cryptography;
using Appliance.CodeSets;
using Appliance.Coding.Mentions;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Mentions;

/// <summary>A compiled lexicon that goes through a file is the same lexicon.</summary>
public sealed class LexiconImageTests(ITestOutputHelper output)
{
    private static CodeSet Set => Engine.Library.Newest;

    private static readonly Lazy<byte[]> Image = new(() => LexiconImage.Write(LexiconBuilder.Build(Set, Set), Set));

    [Fact]
    public void ALexiconReadFromItsImageWritesTheSameImage()
    {
        var read = LexiconImage.Read(Image.Value, Set, Set);
        Assert.NotNull(read);
        Assert.Equal(SHA256.HashData(Image.Value), SHA256.HashData(LexiconImage.Write(read, Set)));
    }

    [Fact]
    public void AnEngineOverImagesAnswersAsOneThatCompiles()
    {
        var folder = Directory.CreateTempSubdirectory("appliance-lexicon").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, LexiconImage.FileName(Set)), Image.Value);
            var engine = new CodingEngine(Engine.Library, folder);
            var encounter = new Encounter(EncounterId.None, [new Note(new NoteId("n"), "Assessment:\n1. Type 2 diabetes with neuropathy\n2. HTN, CKD stage 3a\n3. Fracture of the left distal radius\nPlan: no evidence of pneumonia.")]);
            Assert.Equal(Told(Engine.Instance.Code(encounter, CancellationToken.None)), Told(engine.Code(encounter, CancellationToken.None)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static string Told(CodingResult result) => string.Join('\n', result.Suggestions.Select(s => $"{s.Rank} {s.Code.Value} {s.Confidence} {s.Shown} {string.Join(' ', s.Support)} {string.Join(' ', s.Rules)}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(1_000)]
    [InlineData(-1)]
    public void AnImageThatWasChangedIsNotRead(int at)
    {
        var changed = (byte[])Image.Value.Clone();
        changed[at < 0 ? ^1 : at] ^= 1;
        Assert.Null(LexiconImage.Read(changed, Set, Set));
        Assert.Null(LexiconImage.Read(Image.Value[..(Image.Value.Length / 2)], Set, Set));
        Assert.Null(LexiconImage.Read([], Set, Set));
    }

    [Fact]
    public void AnImageOfAnotherReleaseIsNotRead() => Assert.Null(LexiconImage.Read(Image.Value, Engine.Library.Sets[1], Set));

    /// <summary>Prints what it costs; runs only when asked for, each time in a new process.</summary>
    [Fact(Explicit = true)]
    public void PrintsTheTimeToLoad()
    {
        var folder = Directory.CreateTempSubdirectory("appliance-lexicon").FullName;
        var file = Path.Combine(folder, LexiconImage.FileName(Set));
        File.WriteAllBytes(file, Image.Value);
        for (var round = 0; round < 3; round++)
        {
            var library = CodeSetLibrary.LoadBuiltIn();
            var watch = Stopwatch.StartNew();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            watch.Restart();
            var engine = new CodingEngine(library, folder);
            engine.Warm();
            watch.Stop();
            output.WriteLine($"loaded in {watch.ElapsedMilliseconds} ms, {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1_048_576.0:F1} MiB, image {Image.Value.Length / 1_048_576.0:F1} MiB");
            GC.KeepAlive(engine);
        }

        Directory.Delete(folder, recursive: true);
    }
}
