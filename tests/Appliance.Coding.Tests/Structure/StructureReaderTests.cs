using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Structure;

public sealed class StructureReaderTests
{
    [Theory]
    [InlineData("ASSESSMENT AND PLAN\nHypertension", "AssessmentPlan")]
    [InlineData("Assessment & Plan:\nHypertension", "AssessmentPlan")]
    [InlineData("A/P: hypertension", "AssessmentPlan")]
    [InlineData("A&P\n1. HTN", "AssessmentPlan")]
    [InlineData("Impression/Plan:\n1. HTN", "AssessmentPlan")]
    [InlineData("HPI: He has cough.", "PresentIllness")]
    [InlineData("History of Present Illness\nHe has cough.", "PresentIllness")]
    [InlineData("S: He has cough.", "PresentIllness")]
    [InlineData("PMHx: asthma", "PastHistory")]
    [InlineData("Past Medical History:\n- asthma", "PastHistory")]
    [InlineData("**Past Medical History**\n- asthma", "PastHistory")]
    [InlineData("FAMILY HISTORY: diabetes", "FamilyHistory")]
    [InlineData("FHx: diabetes", "FamilyHistory")]
    [InlineData("ROS: negative", "ReviewOfSystems")]
    [InlineData("Physical Exam:\nLungs clear", "Exam")]
    [InlineData("Current Medications\nlisinopril", "Medications")]
    [InlineData("DISCHARGE DIAGNOSES:\n1. Sepsis", "Diagnoses")]
    [InlineData("Hospital Course:\nShe improved.", "Course")]
    [InlineData("Discharge Instructions: rest", "Instructions")]
    [InlineData("Allergies: penicillin", "Allergies")]
    public void AHeadingIsKnownHoweverItIsWritten(string text, string kind) =>
        Assert.Contains(Read(text).Sections, s => s.Kind.ToString() == kind);

    [Fact]
    public void HeadingsInsideOneLineOpenSections()
    {
        var note = Read("CC: cough. HPI: Five days of cough. PMH: asthma. FAMILY HISTORY: diabetes. ASSESSMENT: bronchitis.");
        Assert.Equal(
            [SectionKind.ChiefComplaint, SectionKind.PresentIllness, SectionKind.PastHistory, SectionKind.FamilyHistory, SectionKind.Assessment],
            note.Sections.Select(s => s.Kind));
    }

    [Fact]
    public void SectionsCoverTheNoteWithoutOverlap()
    {
        const string Text = "Seen today.\nHPI: cough\nROS: fever\n\nA/P:\n1. Bronchitis\n2. HTN - stable";
        var sections = Read(Text).Sections;
        Assert.Equal(0, sections[0].Start);
        Assert.Equal(Text.Length, sections[^1].End);
        for (var i = 1; i < sections.Count; i++)
            Assert.Equal(sections[i - 1].End, sections[i].Start);
    }

    [Theory]
    [InlineData("A/P:\n1. Hypertension\n2. Diabetes", "Hypertension|Diabetes")]
    [InlineData("A/P:\n#Hypertension: continue lisinopril\n#Diabetes: A1c today", "Hypertension|Diabetes")]
    [InlineData("ASSESSMENT AND PLAN\nHypertension.\n• Medical Reasoning: stable.\n• Medical Treatment: lisinopril.\nDiabetes type 2.\n• Plan: metformin", "Hypertension|Diabetes type 2")]
    [InlineData("Diabetes is stable.\nASSESSMENT\n• Constipation\n• Mild hepatomegaly\nPLAN\nThe patient was seen.\nConstipation\n• Start fiber.", "Constipation|Mild hepatomegaly|Constipation")]
    [InlineData("Assessment:\nThe patient is a 40-year-old man who presents with cough.\nAcute bronchitis - albuterol as needed", "Acute bronchitis")]
    [InlineData("PLAN\n1. We will continue to observe.\n2. Order a mammogram.", "")]
    [InlineData("A/P: Diabetes type 2. • Medical Reasoning: stable. • Medical Treatment: metformin.", "Diabetes type 2")]
    public void ProblemNamesAreToldFromTheirText(string text, string expected)
    {
        var note = Read(text);
        var names = note.Sentences.Where(s => s.Role == SentenceRole.ProblemHeading).Select(s => text[note.Tokens[s.FirstToken].Start..note.Tokens[s.EndToken - 1].End]);
        Assert.Equal(expected, string.Join('|', names));
    }

    [Fact]
    public void ALineThatGoesOnInLowerCaseBelongsToTheSentenceBefore()
    {
        var note = Read("She denies fever, chills,\nnausea or vomiting.\nShe has cough.");
        Assert.Equal(2, note.Sentences.Count);
    }

    [Fact]
    public void AbbreviationsAndDecimalsDoNotEndSentences() =>
        Assert.Equal(2, Read("Seen by Dr. Smith with an A1c of 7.2 vs. 6.8 before. Doing well.").Sentences.Count);

    [Fact]
    public void TokensKeepTheOffsetsOfTheNote()
    {
        const string Text = "Crohn\u2019s disease \ud83d\ude00, caf\u00e9-au-lait  spots; T2DM (7.5%)";
        var words = Read(Text).Tokens.Select(t => Text[t.Start..t.End]);
        Assert.Equal("Crohn|disease|café|au|lait|spots|T2DM|7.5", string.Join('|', words));
    }

    private static NoteStructure Read(string text) => StructureReader.Read(new Note(new NoteId("n"), text), Engine.Newest.Lexicon.Vocabulary, CancellationToken.None);
}
