using System.Text;
using Appliance.Domain.Intake;

namespace Appliance.Fhir.Tests;

/// <summary>Notes that are not what they should be: the resource is stored, and the encounter says what could not be read.</summary>
public sealed class BadNoteTests
{
    private static readonly ResourceKey Encounter = new("Encounter", Given.EncounterUrl[9..]);

    [Fact]
    public async Task NulAndHalfSurrogatesInsideANoteAreReplacedInTheirPlace()
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Bundle(
            "transaction",
            Given.Post(Given.Patient(), Given.PatientUrl),
            Given.Post(Given.Encounter(), Given.EncounterUrl),
            Given.Post(Given.Note(bytes: [.. Encoding.UTF8.GetBytes("Fever\0and cough.")])),
            Given.Post(Given.Note(contentType: "text/plain; charset=utf-16le", bytes: [.. "ab\uD800cd".SelectMany(c => BitConverter.GetBytes(c))])));

        await server.PostAsync(bundle);

        Assert.Equal(["Fever and cough.", "ab\uFFFDcd"], server.Store.Encounters[Encounter].Facts.Notes.Select(n => n.Text).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("text/plain", "latin1")]
    [InlineData("text/plain; charset=iso-8859-1", "latin1")]
    [InlineData("text/plain; charset=windows-1252", "latin1")]
    [InlineData("text/plain", "utf-16")]
    [InlineData("text/plain; charset=utf-16", "utf-16BE")]
    [InlineData("text/plain; charset=UTF-8", "utf-8")]
    [InlineData(null, "utf-8")]
    public async Task NotesInOtherCharacterSetsAreRead(string? contentType, string encoding)
    {
        await using var server = await FhirServer.StartAsync();
        const string text = "Diagnose: Ménière, 37 °C, œdème absent.";
        var sent = encoding == "latin1" ? text.Replace('œ', 'o') : text;
        var bundle = Given.Visit();
        bundle["entry"]![2]!["resource"] = Given.Note(contentType: contentType, bytes: [.. Encoding.GetEncoding(encoding).GetBytes(sent)]);

        await server.PostAsync(bundle);

        Assert.Equal(sent, server.Store.Encounters[Encounter].Facts.Notes[0].Text);
    }

    [Fact]
    public async Task ANoteThatIsNotInItsDeclaredCharacterSetIsUnreadableButStored()
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Visit();
        bundle["entry"]![2]!["resource"] = Given.Note(contentType: "text/plain; charset=utf-8", bytes: [0x4D, 0xE9, 0x6E]);

        var reply = await server.PostAsync(bundle);

        Assert.Equal("201 Created", reply.StatusOf(2));
        Assert.Equal(Refusals.NoteCharset, Assert.Single(server.Store.Encounters[Encounter].UnreadableNotes).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public async Task AnEmptyNoteIsSaidToBeEmpty(string text)
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Visit(text);
        if (text.Length == 0)
            bundle["entry"]![2]!["resource"]!["content"]![0]!["attachment"]!.AsObject().Remove("data");

        var reply = await server.PostAsync(bundle);

        Assert.Equal("201 Created", reply.StatusOf(2));
        Assert.Empty(server.Store.Encounters[Encounter].Facts.Notes);
        Assert.Equal(Refusals.NoteEmpty, Assert.Single(server.Store.Encounters[Encounter].UnreadableNotes).Code);
    }

    [Fact]
    public async Task ANoteOfFiveMegabytesOnOneLineIsTakenAndALargerIsRefusedByName()
    {
        await using var server = await FhirServer.StartAsync();
        var five = string.Concat(Enumerable.Repeat("Patient has pneumonia and no fever today. ", 125_000));
        await server.PostAsync(Given.Visit(five));

        Assert.Equal(five, server.Store.Encounters[Encounter].Facts.Notes[0].Text);

        await server.PostAsync(Given.Visit(five + five));

        Assert.Empty(server.Store.Encounters[Encounter].Facts.Notes);
        Assert.Equal(Refusals.NoteTooLong, server.Store.Encounters[Encounter].UnreadableNotes[0].Code);
    }

    [Theory]
    [InlineData("application/pdf", Refusals.NoteTypeNotSupported)]
    [InlineData("application/rtf", Refusals.NoteUnreadable)]
    [InlineData("application/xml", Refusals.NoteUnreadable)]
    public async Task AnAttachmentThatCannotBeReadIsRefusedByNameAndStored(string contentType, string code)
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Visit();
        bundle["entry"]![2]!["resource"] = Given.Note(contentType: contentType, text: "%PDF-1.4");

        var reply = await server.PostAsync(bundle);

        Assert.Equal("201 Created", reply.StatusOf(2));
        var refusal = Assert.Single(server.Store.Encounters[Encounter].UnreadableNotes);
        Assert.Equal((code, "DocumentReference.content[0].attachment"), (refusal.Code, refusal.Location));
    }
}
