using Appliance.Contracts.Mapping;
using Appliance.Contracts.Worker.V1;
using Appliance.Domain;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;

namespace Appliance.Contracts.Tests;

public sealed class EncounterWireTests
{
    [Fact]
    public void AnyEncounterArrivesAsItWasSentExceptItsIdentity() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var sent = new Arbitrary(seed).Encounter();
            var bytes = EncounterWire.ToRequest("r", sent).ToByteArray();
            var read = EncounterWire.Read(CodeRequest.Parser.ParseFrom(bytes)).Value;
            Assert.Equal(EncounterId.None, read.Id);
            Assert.Equal(sent.Notes, read.Notes);
            Assert.Equal(sent with { Id = EncounterId.None, Notes = read.Notes }, read);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyBytesAreReadOrRefusedButNeverThrow() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            try
            {
                _ = EncounterWire.Read(CodeRequest.Parser.ParseFrom(bytes));
                _ = AnswerWire.Read(CodeReply.Parser.ParseFrom(bytes));
            }
            catch (InvalidProtocolBufferException)
            {
                // Not protobuf: gRPC answers before the mapping sees it.
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ALabelWithALoneSurrogateArrivesWithAReplacementCharacter()
    {
        var sent = new Encounter(EncounterId.None, [new Note(new NoteId("n"), "x") { Type = "a\ud800b" }]);
        var read = EncounterWire.Read(CodeRequest.Parser.ParseFrom(EncounterWire.ToRequest("r", sent).ToByteArray())).Value;
        Assert.Equal("a\ufffdb", read.Notes[0].Type);
    }

    [Fact]
    public void TheInstructionsTravelWithTheEncounterAndAProfileByItsHashAlone()
    {
        var profile = new ProfileFile("{}"u8.ToArray(), new string('a', ProfileFile.HashLength));
        var request = EncounterWire.ToRequest(
            "r", new Encounter(EncounterId.None, []), new CodingInstructions { Policy = CodingPolicy.Mentions, Explain = true, Profile = profile });
        Assert.True(EncounterWire.Read(request).Succeeded);
        Assert.Equal(((int)CodingPolicy.Mentions, true, new string('a', ProfileFile.HashLength)), (request.Policy, request.Explain, request.Profile));
    }

    public static TheoryData<string, Action<CodeRequest>> Faults => new()
    {
        { "no encounter", request => request.Encounter = null },
        { "odd number of text bytes", request => request.Encounter.Notes[0].TextUtf16 = ByteString.CopyFrom(1, 2, 3) },
        { "id too long", request => request.Encounter.Notes[0].IdUtf16 = ByteString.CopyFrom(new byte[(NoteId.MaxLength + 1) * 2]) },
        { "text too long", request => request.Encounter.Notes[0].TextUtf16 = ByteString.CopyFrom(new byte[(Note.MaxTextLength + 1) * 2]) },
        { "unknown author", request => request.Encounter.Notes[0].Author = 99 },
        { "version 0", request => request.Encounter.Notes[0].Version = 0 },
        { "type too long", request => request.Encounter.Notes[0].Type = new string('x', WireBounds.MaxLabelLength + 1) },
        { "date not a date", request => request.Encounter.Notes[0].Date = "yesterday" },
        { "unknown setting", request => request.Encounter.Setting = -1 },
        { "unknown status", request => request.Encounter.Status = 77 },
        { "unknown payer", request => request.Encounter.Payer = 77 },
        { "unknown sex", request => request.Encounter.Sex = 77 },
        { "age below 0", request => request.Encounter.AgeYears = -1 },
        { "age above 150", request => request.Encounter.AgeYears = 151 },
        { "date of service not a date", request => request.Encounter.DateOfService = "2026-13-01" },
        { "period not an instant", request => request.Encounter.PeriodEnd = "2026" },
        { "class too long", request => request.Encounter.EncounterClass = new string('x', WireBounds.MaxLabelLength + 1) },
        { "unknown policy", request => request.Policy = 9 },
        { "profile that is no hash", request => request.Profile = "../../etc/passwd" },
        { "request id too long", request => request.RequestId = new string('x', WireBounds.MaxIdLength + 1) },
        { "too many notes", request => request.Encounter.Notes.AddRange(Enumerable.Repeat(request.Encounter.Notes[0], WireBounds.MaxNotes)) },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void AFaultyRequestIsRefused(string fault, Action<CodeRequest> spoil)
    {
        Assert.NotEmpty(fault);
        var request = EncounterWire.ToRequest("r", new Encounter(EncounterId.None, [new Note(new NoteId("n"), "text")]));
        spoil(request);
        Assert.Equal("APP-WRK-010", EncounterWire.Read(request).Refusal?.Code);
    }
}
