using Appliance.CodeSets.Compilation;
using Appliance.Domain;
using Appliance.Testing;

namespace Appliance.CodeSets.Tests;

/// <summary>A small release in the forms in which CDC and CMS publish theirs; the content is that of the official tables.</summary>
internal static class OfficialForms
{

    public const string Tabular = """
        <?xml version="1.0" encoding="utf-8"?>
        <ICD10CM.tabular>
          <version>2028</version>
          <chapter>
            <name>1</name>
            <desc>Certain infectious and parasitic diseases (A00-B99)</desc>
            <excludes2><note>carrier or suspected carrier of infectious disease (Z22.-)</note></excludes2>
            <section id="A00-A09">
              <desc>Intestinal infectious diseases (A00-A09)</desc>
              <diag>
                <name>A00</name>
                <desc>Cholera</desc>
                <diag><name>A00.0</name><desc>Cholera due to Vibrio cholerae 01, biovar cholerae</desc><inclusionTerm><note>Classical cholera</note></inclusionTerm></diag>
                <diag><name>A00.9</name><desc>Cholera, unspecified</desc></diag>
              </diag>
            </section>
          </chapter>
          <chapter>
            <name>19</name>
            <desc>Injury, poisoning and certain other consequences of external causes (S00-T88)</desc>
            <section id="S90-S99">
              <desc>Injuries to the ankle and foot (S90-S99)</desc>
              <diag>
                <name>S90</name>
                <desc>Superficial injury of ankle, foot and toes</desc>
                <sevenChrNote><note>The appropriate 7th character is to be added to each code from category S90</note></sevenChrNote>
                <sevenChrDef><extension char="A">initial encounter</extension><extension char="D">subsequent encounter</extension></sevenChrDef>
                <diag><name>S90.0</name><desc>Contusion of ankle</desc></diag>
              </diag>
            </section>
          </chapter>
        </ICD10CM.tabular>
        """;

    public const string Index = """
        <?xml version="1.0" encoding="utf-8"?>
        <ICD10CM.index>
          <letter><title>A</title>
            <mainTerm><title>Attack, attacks</title><term level="1"><title>choleraic</title><see>Cholera</see></term></mainTerm>
          </letter>
          <letter><title>C</title>
            <mainTerm><title>Cholera<nemod>(Asiatic) (epidemic) (malignant)</nemod></title><code>A00.9</code>
              <term level="1"><title>classical</title><code>A00.0</code></term>
            </mainTerm>
            <mainTerm><title>Contusion<nemod>(skin surface intact)</nemod></title>
              <term level="1"><title>ankle</title><code>S90.0-</code></term>
            </mainTerm>
          </letter>
        </ICD10CM.index>
        """;

    /// <summary>The order file of the same release, laid out in the columns of CMS.</summary>
    public static string OrderFile { get; } = string.Concat(
        Line(1, "A00", 0, "Cholera"),
        Line(2, "A000", 1, "Cholera due to Vibrio cholerae 01, biovar cholerae"),
        Line(3, "A009", 1, "Cholera, unspecified"),
        Line(4, "S90", 0, "Superficial injury of ankle, foot and toes"),
        Line(5, "S900", 0, "Contusion of ankle"),
        Line(6, "S900XXA", 1, "Contusion of ankle, initial encounter"),
        Line(7, "S900XXD", 1, "Contusion of ankle, subsequent encounter"));

    public static OfficialFiles Write(TemporaryFolder folder, string? order = null, string? tabular = null, string? index = null)
    {
        File.WriteAllText(folder.File("order.txt"), order ?? OrderFile);
        File.WriteAllText(folder.File("tabular.xml"), tabular ?? Tabular);
        File.WriteAllText(folder.File("index.xml"), index ?? Index);
        return new OfficialFiles(folder.File("order.txt"), folder.File("tabular.xml")) { Index = folder.File("index.xml") };
    }

    public static Outcome<CompileReport> TryCompile(TemporaryFolder folder, OfficialFiles files) => CodeSetCompiler.Compile(
        new ReleaseLabel("FY2028", new DateOnly(2027, 10, 1), new DateOnly(2028, 9, 30), "FY2028"), files, folder.File("FY2028.codeset"), TextWriter.Null);

    public static void Compile(TemporaryFolder folder, string id, DateOnly from, DateOnly to)
    {
        var status = CompileCommand.Run(new ReleaseLabel(id, from, to, "FY2028"), Write(folder), folder.Path, TextWriter.Null);
        Assert.Equal(0, status);
    }

    private static string Line(int number, string code, int billable, string title) =>
        $"{number:00000} {code,-7} {billable} {(title.Length > 60 ? title[..60] : title),-60} {title}\n";
}
