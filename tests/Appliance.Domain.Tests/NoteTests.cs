namespace Appliance.Domain.Tests;

public sealed class NoteTests
{
    [Fact]
    public void TheHashOfANoteIsThatOfItsUtf8Text()
    {
        // FIPS 180-4 example: SHA-256("abc").
        var note = new Note(new NoteId("n"), "abc");
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", note.TextHash());
    }
}
