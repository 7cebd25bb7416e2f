using Appliance.CodeSets;
using Appliance.CodeSets.Compilation;

namespace Appliance.Coding.Tests.Mentions;

/// <summary>A release that a hospital compiled from the official files is read with its own index; without one it borrows that of the newest release that has one.</summary>
public sealed class LoadedReleaseTests : IDisposable
{
    private const string Tabular = """
        <?xml version="1.0" encoding="utf-8"?>
        <ICD10CM.tabular>
          <version>2028</version>
          <chapter>
            <name>9</name>
            <desc>Diseases of the circulatory system (I00-I99)</desc>
            <section id="I20-I25">
              <desc>Ischemic heart diseases (I20-I25)</desc>
              <diag>
                <name>I25</name>
                <desc>Chronic ischemic heart disease</desc>
                <diag><name>I25.2</name><desc>Old myocardial infarction</desc></diag>
                <diag><name>I25.5</name><desc>Ischemic cardiomyopathy</desc></diag>
              </diag>
            </section>
          </chapter>
        </ICD10CM.tabular>
        """;

    private const string Index = """
        <?xml version="1.0" encoding="utf-8"?>
        <ICD10CM.index>
          <letter><title>O</title>
            <mainTerm><title>Osler<nemod>(-Weber)</nemod> ventricular weakness</title><code>I25.5</code>
              <term level="1"><title>with infarct scar</title><code>I25.2</code></term>
            </mainTerm>
            <mainTerm><title>Pump weakness</title><seeAlso>Osler ventricular weakness</seeAlso><see>Osler ventricular weakness</see></mainTerm>
          </letter>
        </ICD10CM.index>
        """;

    private static readonly string Order = string.Concat(Line(1, "I25", 0, "Chronic ischemic heart disease"), Line(2, "I252", 1, "Old myocardial infarction"), Line(3, "I255", 1, "Ischemic cardiomyopathy"));

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-release").FullName;

    [Fact]
    public void TheIndexOfTheOfficialFilesIsRead()
    {
        var engine = Compile(withIndex: true);
        Assert.Equal(["I25.5"], Shown(engine, "Osler ventricular weakness"));
        Assert.Equal(["I25.5"], Shown(engine, "pump weakness"));
        Assert.Equal(["I25.2"], Shown(engine, "Osler ventricular weakness with infarct scar"));
    }

    [Fact]
    public void AReleaseWithoutAnIndexBorrowsOne()
    {
        var engine = Compile(withIndex: false);
        Assert.Equal(["I25.5"], Shown(engine, "Cardiomyopathy, ischemic"));
        Assert.Empty(Shown(engine, "Osler ventricular weakness"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CodingEngine Compile(bool withIndex)
    {
        File.WriteAllText(Path.Combine(_folder, "order.txt"), Order);
        File.WriteAllText(Path.Combine(_folder, "tabular.xml"), Tabular);
        File.WriteAllText(Path.Combine(_folder, "index.xml"), Index);
        var files = new OfficialFiles(Path.Combine(_folder, "order.txt"), Path.Combine(_folder, "tabular.xml")) { Index = withIndex ? Path.Combine(_folder, "index.xml") : null };
        Assert.Equal(0, CompileCommand.Run(new ReleaseLabel("FY2028", new DateOnly(2027, 10, 1), new DateOnly(2028, 9, 30), "FY2028"), files, _folder, TextWriter.Null));
        return new CodingEngine(CodeSetLibrary.Load(_folder));
    }

    private static string[] Shown(CodingEngine engine, string words)
    {
        var encounter = Engine.EncounterOf("Assessment: " + words) with { DateOfService = new DateOnly(2028, 1, 5) };
        var result = engine.Code(encounter, CancellationToken.None);
        Assert.Equal("FY2028", result.Release);
        return [.. result.Suggestions.Where(s => s.Shown).Select(s => s.Code.Value)];
    }

    private static string Line(int number, string code, int billable, string title) => $"{number:00000} {code,-7} {billable} {title,-60} {title}\n";
}
