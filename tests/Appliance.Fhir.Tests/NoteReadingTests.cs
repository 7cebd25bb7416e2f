using System.Text;
using Appliance.Fhir.Notes;

namespace Appliance.Fhir.Tests;

/// <summary>Documents reduced to text, and the way back to their source.</summary>
public sealed class NoteReadingTests
{
    [Fact]
    public void HtmlBecomesLinesWithoutScriptsAndStyles()
    {
        const string html = """
            <!DOCTYPE html><html><head><title>Note</title><style>p{color:red}</style></head><body><!-- hidden -->
            <h2>Assessment</h2><p>Type 2 diabetes &amp; <b>hyper</b>tension,&nbsp;stable.<br>No fever &lt; 38&deg;C.</p>
            <script>alert("<p>no</p>")</script><ul><li>metformin</li><li>lisinopril</li></ul><table><tr><td>HbA1c</td><td>7.1</td></tr></table></body></html>
            """;

        var note = Read("text/html", html);

        Assert.Equal("Assessment\nType 2 diabetes & hypertension, stable.\nNo fever < 38°C.\n- metformin\n- lisinopril\nHbA1c | 7.1", note.Text);
        AssertLeadsBack(note, html, "diabetes", "hyper", "tension", "metformin", "7.1");
    }

    [Theory]
    [InlineData("no markup at all, a < b and b > c & d")]
    [InlineData("<p>never closed <b>bold")]
    [InlineData("<")]
    [InlineData("<a href=\"x")]
    [InlineData("<script>only")]
    [InlineData("&#xD800; &#0; &unknown; &amp")]
    public void BrokenHtmlIsReadAsFarAsItGoes(string html)
    {
        var read = AttachmentReader.Read("text/html", Encoding.UTF8.GetBytes(html), null);

        Assert.True(read.Succeeded || read.Refusal!.Code == Refusals.NoteEmpty);
        if (read.Succeeded)
            Assert.Equal(PlainText.Normalize(read.Value.Text), read.Value.Text);
    }

    [Fact]
    public void RtfBecomesItsRunningText()
    {
        const string rtf = @"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\*\generator Word;}{\info{\author Nobody}}\uc1\pard\b Assessment:\b0\par Type 2 diabetes, M\'e9ni\'e8re \u8217?s disease.\par\tab Temp 37\u176?C\line{\pict 00ff}{\field{\*\fldinst HYPERLINK x}{\fldrslt see chart}}\par}";

        var note = Read("application/rtf", rtf);

        Assert.Equal("Assessment:\nType 2 diabetes, Ménière ’s disease.\n\tTemp 37°C\nsee chart", note.Text);
        AssertLeadsBack(note, rtf, "Assessment", "diabetes", "see chart");
    }

    [Theory]
    [InlineData(@"{\rtf1 never closed")]
    [InlineData("plain")]
    [InlineData(@"{\rtf1 a}}")]
    public void BrokenRtfIsRefusedOrEndsWithItsDocument(string rtf)
    {
        var read = AttachmentReader.Read("text/rtf", Encoding.ASCII.GetBytes(rtf), null);

        Assert.True(rtf.EndsWith("}}", StringComparison.Ordinal) ? read.Value.Text == "a" : read.Refusal!.Code == Refusals.NoteUnreadable);
    }

    [Fact]
    public void DeepRtfIsRefused()
    {
        var read = AttachmentReader.Read("text/rtf", Encoding.ASCII.GetBytes(@"{\rtf1 " + new string('{', 100_000)), null);

        Assert.Equal(Refusals.NoteUnreadable, read.Refusal!.Code);
    }

    [Fact]
    public void ClinicalDocumentsGiveTheirSections()
    {
        const string cda = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ClinicalDocument xmlns="urn:hl7-org:v3"><title>Visit</title><recordTarget><patientRole><patient><name>Zz Secret</name></patient></patientRole></recordTarget>
            <component><structuredBody><component><section><code code="51848-0"/><title>Assessment</title>
            <text><paragraph>Type 2 diabetes &amp; <content ID="a">hypertension</content>.</paragraph><list><item>metformin</item><item>lisinopril</item></list>
            <table><tbody><tr><td>HbA1c</td><td>7.1</td></tr></tbody></table></text><entry><observation><text>machine</text></observation></entry></section></component>
            <component><section><title>Plan</title><text>Return in 3 months.</text></section></component></structuredBody></component></ClinicalDocument>
            """;

        foreach (var type in new[] { "application/xml", "text/xml", "application/hl7-cda+xml" })
        {
            var note = Read(type, cda);

            Assert.Equal("Assessment\nType 2 diabetes & hypertension.\n- metformin\n- lisinopril\nHbA1c | 7.1\n\nPlan\nReturn in 3 months.", note.Text);
            AssertLeadsBack(note, cda, "diabetes", "hypertension", "Return in 3 months");
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"y\">]><ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>")]
    [InlineData("<note>x</note>")]
    [InlineData("<ClinicalDocument xmlns=\"urn:hl7-org:v3\">")]
    public void XmlThatIsNoClinicalDocumentIsRefused(string xml) =>
        Assert.Equal(Refusals.NoteUnreadable, AttachmentReader.Read("text/xml", Encoding.UTF8.GetBytes(xml), null).Refusal!.Code);

    [Fact]
    public void PlainTextIsItsOwnSource()
    {
        const string text = "Line one.\r\n\r\n  Line two.\n";

        var note = Read("text/plain", text);

        Assert.Equal(text, note.Text);
        Assert.Equal(7, note.Map.SourceOf(7));
    }

    [Fact]
    public void RandomMarkupNeverThrowsAndAlwaysMapsIntoItsSource()
    {
        var random = new Random(7);
        const string alphabet = "<>/&;ab p\"'!-=[]\\{}'\n #x1";
        for (var i = 0; i < 3000; i++)
        {
            var source = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            foreach (var (type, body) in new[] { ("text/html", source), ("text/rtf", "{\\rtf1 " + source), ("text/xml", source) })
            {
                var read = AttachmentReader.Read(type, Encoding.ASCII.GetBytes(body), null);
                if (read.Succeeded)
                    Assert.All(Enumerable.Range(0, read.Value.Text.Length), at => Assert.InRange(read.Value.Map.SourceOf(at), 0, body.Length - 1));
            }
        }
    }

    private static NoteText Read(string type, string source) => AttachmentReader.Read(type, Encoding.UTF8.GetBytes(source), null).Value;

    private static void AssertLeadsBack(NoteText note, string source, params string[] words)
    {
        foreach (var word in words)
        {
            var at = note.Map.SourceOf(note.Text.IndexOf(word, StringComparison.Ordinal));
            Assert.Equal(word, source.Substring(at, word.Length));
        }
    }
}
