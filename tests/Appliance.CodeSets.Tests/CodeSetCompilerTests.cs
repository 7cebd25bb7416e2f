using System.IO.Compression;
using System.Text;
using Appliance.CodeSets.Compilation;
using Appliance.Testing;

namespace Appliance.CodeSets.Tests;

public sealed class CodeSetCompilerTests
{
    private const string SharedTables = "data/icd10cm";

    [Fact]
    public void TheOfficialFormsGiveAReleaseThatServes()
    {
        using var folder = new TemporaryFolder();
        var report = OfficialForms.TryCompile(folder, OfficialForms.Write(folder)).Value;
        var release = Assert.Single(report.Releases);
        Assert.Equal((7, 4, true, true), (release.Entries, release.Billable, release.HasNotes, release.HasIndex));
        Assert.Contains("order.txt", report.Manifest, StringComparison.Ordinal);
        Assert.Equal(report.Manifest, File.ReadAllText(folder.File("FY2028.manifest.txt")));

        var set = CodeSetLibrary.Load(folder.Path).Newest;
        Assert.Equal(CodeValidity.NeedsSeventhCharacter, set.Check("S90.0"));
        Assert.True(set.TryGet("S90.0XXA", out var code));
        Assert.Equal(("Contusion of ankle, initial encounter", "S90-S99", 19), (code.Title, code.Block, code.Chapter));
        Assert.True(set.TryGet("A00.0", out var cholera));
        Assert.Equal(["Classical cholera"], cholera.InclusionTerms);
        Assert.Contains(set.Terms, term => term is { Text: "choleraic attack", Code: "A00.9", Source: TermSource.Index, Path: "Attack, choleraic" });
        Assert.Contains(set.Terms, term => term is { Text: "ankle contusion", Code: "S90.0" });
        Assert.Equal("S90.0XXA", set.Search("ankle contusion", 1)[0].Entry.Code);
    }

    [Fact]
    public void TheSameFilesGiveTheSameBytes()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        Assert.True(OfficialForms.TryCompile(one, OfficialForms.Write(one)).Succeeded);
        Assert.True(OfficialForms.TryCompile(other, OfficialForms.Write(other)).Succeeded);
        Assert.Equal(File.ReadAllBytes(one.File("FY2028.codeset")), File.ReadAllBytes(other.File("FY2028.codeset")));
    }

    [Fact]
    public void ACompressedFileIsReadAsItIs()
    {
        using var folder = new TemporaryFolder();
        var files = OfficialForms.Write(folder);
        using (var zip = new GZipStream(File.Create(folder.File("tabular.xml.gz")), CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(OfficialForms.Tabular));
        }

        Assert.True(OfficialForms.TryCompile(folder, files with { Tabular = folder.File("tabular.xml.gz") }).Succeeded);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><ICD10CM.tabular>&x;</ICD10CM.tabular>", "it is not well-formed XML, or it brings a DTD, which is not read")]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"xx\"><!ENTITY y \"&x;&x;\">]><ICD10CM.tabular>&y;</ICD10CM.tabular>", "it is not well-formed XML, or it brings a DTD, which is not read")]
    [InlineData("<ICD10CM.tabular><chapter><name>1</name>", "it is not well-formed XML (line 1)")]
    [InlineData("<ICD10CM.index/>", "its root is not ICD10CM.tabular")]
    [InlineData("<ICD10CM.tabular/>", "it holds no entry")]
    [InlineData("<ICD10CM.tabular><chapter><name>one</name></chapter></ICD10CM.tabular>", "a chapter has no number")]
    [InlineData("<ICD10CM.tabular><chapter><name>1</name><section id=\"A00-A09\"><diag><name>!</name></diag></section></chapter></ICD10CM.tabular>", "an entry has no code")]
    [InlineData("not XML at all", "it is not well-formed XML (line 1)")]
    public void AHostileOrBrokenTabularListIsRefused(string tabular, string reason)
    {
        using var folder = new TemporaryFolder();
        var outcome = OfficialForms.TryCompile(folder, OfficialForms.Write(folder, tabular: tabular));
        Assert.Equal(Refusals.UnreadableOfficialFile, outcome.Refusal?.Code);
        Assert.Equal($"The official file tabular.xml cannot be read: {reason}. Nothing was compiled.", outcome.Refusal!.Message);
        Assert.False(File.Exists(folder.File("FY2028.codeset")));
    }

    [Fact]
    public void ElementsThatNestWithoutEndAreRefused()
    {
        using var folder = new TemporaryFolder();
        var deep = "<ICD10CM.tabular>" + string.Concat(Enumerable.Repeat("<a>", 100_000));
        var outcome = OfficialForms.TryCompile(folder, OfficialForms.Write(folder, tabular: deep));
        Assert.Contains("its elements are too deep or too many", outcome.Refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatUnpacksBeyondTheBoundIsRefused()
    {
        var bomb = new MemoryStream();
        using (var zip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i <= OfficialInput.MaxBytes / zeros.Length; i++)
            {
                zip.Write(zeros);
            }
        }

        bomb.Position = 0;
        var error = Assert.Throws<OfficialFileException>(() => OfficialInput.Read("bomb.gz", bomb));
        Assert.Equal("it is larger than 96 MB", error.Message);
    }

    [Theory]
    [InlineData("nonsense\n", "line 1 is not a line of an order file")]
    [InlineData("", "it is empty")]
    public void ABrokenOrderFileIsRefused(string order, string reason)
    {
        using var folder = new TemporaryFolder();
        var outcome = OfficialForms.TryCompile(folder, OfficialForms.Write(folder, order: order));
        Assert.Contains(reason, outcome.Refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsRefusedAndTheCommandFails()
    {
        using var folder = new TemporaryFolder();
        var output = new StringWriter();
        var status = CompileCommand.Run(
            new ReleaseLabel("FY2028", new DateOnly(2027, 10, 1), new DateOnly(2028, 9, 30), "FY2028"),
            new OfficialFiles(folder.File("none.txt"), folder.File("none.xml")),
            folder.Path,
            output);
        Assert.Equal(1, status);
        Assert.Contains("APP-SET-003: The official file none.txt cannot be read: it cannot be opened. Nothing was compiled.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AReleaseThatEndsBeforeItBeginsIsRefused()
    {
        using var folder = new TemporaryFolder();
        var label = new ReleaseLabel("FY2028", new DateOnly(2028, 10, 1), new DateOnly(2027, 9, 30), "FY2028");
        var outcome = CodeSetCompiler.Compile(label, OfficialForms.Write(folder), folder.File("x.codeset"), TextWriter.Null);
        Assert.Equal(Refusals.CompilationNotPossible, outcome.Refusal?.Code);
    }

    [Fact]
    public void TheBuiltInReleasesAreCompiledFromTheTablesAtHand()
    {
        var tables = SharedData.Require(SharedTables);
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CompileCommand.RunBuiltIn(tables, folder.File("icd10cm.codeset"), TextWriter.Null));
        using var embedded = typeof(CodeSetLibrary).Assembly.GetManifestResourceStream("icd10cm.codeset")!;
        var shipped = new byte[embedded.Length];
        embedded.ReadExactly(shipped);
        Assert.True(shipped.AsSpan().SequenceEqual(File.ReadAllBytes(folder.File("icd10cm.codeset"))), "The embedded code sets differ from what the tables give: compile them again.");
    }

    [Fact]
    public void TheOfficialFilesOfFy2021Compile()
    {
        var tables = SharedData.Require(SharedTables + "/fy2021");
        using var folder = new TemporaryFolder();
        var files = new OfficialFiles(Path.Combine(tables, "icd10cm-order-Jan-2021.txt.gz"), Path.Combine(tables, "icd10cm_tabular_2021.xml.gz"));
        var label = new ReleaseLabel("FY2021", new DateOnly(2020, 10, 1), new DateOnly(2021, 9, 30), "FY2021");
        var release = Assert.Single(CodeSetCompiler.Compile(label, files, folder.File("FY2021.codeset"), TextWriter.Null).Value.Releases);
        Assert.Equal((95_358, 72_621), (release.Entries, release.Billable));
        var set = CodeSetLibrary.Load(folder.Path).ForDate(new DateOnly(2021, 1, 1)).Value;
        Assert.Equal("FY2021", set.Release.Id);
        Assert.True(set.TryGet("U07.1", out var covid));
        Assert.Equal("COVID-19", covid.Title);
    }
}
