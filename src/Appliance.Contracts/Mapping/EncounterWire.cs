using Appliance.Contracts.Worker.V1;
using Appliance.Domain;

namespace Appliance.Contracts.Mapping;

/// <summary>An encounter on its way to the worker. The encounter's identity stays with the host: it arrives as <see cref="EncounterId.None"/>.</summary>
public static class EncounterWire
{
    /// <summary>Writes a request. Total: any encounter can be written; labels lose lone surrogates, ids and texts keep every code unit.</summary>
    /// <param name="requestId">What the answer must name.</param>
    /// <param name="encounter">Facts and notes.</param>
    /// <param name="instructions">How it is to be coded; null as a claim needs it.</param>
    public static CodeRequest ToRequest(string requestId, Encounter encounter, CodingInstructions? instructions = null)
    {
        ArgumentNullException.ThrowIfNull(requestId);
        ArgumentNullException.ThrowIfNull(encounter);
        instructions ??= CodingInstructions.ForClaim;
        var message = new EncounterMessage
        {
            Setting = (int)encounter.Setting,
            DateOfService = WireText.FromDate(encounter.DateOfService),
            Sex = (int)encounter.Sex,
            Payer = (int)encounter.Payer,
            EncounterClass = WireText.WellFormed(encounter.Class),
            Status = (int)encounter.Status,
            PeriodStart = WireText.FromInstant(encounter.PeriodStart),
            PeriodEnd = WireText.FromInstant(encounter.PeriodEnd),
        };
        if (encounter.AgeYears is { } age)
        {
            message.AgeYears = age;
        }

        message.Notes.AddRange(encounter.Notes.Select(ToMessage));
        return new CodeRequest
        {
            RequestId = requestId,
            Encounter = message,
            Policy = (int)instructions.Policy,
            Profile = instructions.Profile?.Hash ?? string.Empty,
            Explain = instructions.Explain,
        };
    }

    /// <summary>Reads a request; everything is checked against <see cref="WireBounds"/>.</summary>
    public static Outcome<Encounter> Read(CodeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = request.Encounter;
        if (message is null || message.Notes.Count > WireBounds.MaxNotes || request.RequestId.Length > WireBounds.MaxIdLength)
        {
            return Refusals.InvalidRequest(message is null ? "encounter" : "encounter.notes");
        }

        if (!Enum.IsDefined((CodingPolicy)request.Policy) || (request.Profile.Length > 0 && !ProfileFile.IsHash(request.Profile)))
        {
            return Refusals.InvalidRequest("instructions");
        }

        var notes = new List<Note>(message.Notes.Count);
        foreach (var sent in message.Notes)
        {
            if (ReadNote(sent) is not { } note)
            {
                return Refusals.InvalidRequest($"encounter.notes[{notes.Count}]");
            }

            notes.Add(note);
        }

        return ReadFacts(message, notes) is { } encounter ? encounter : Refusals.InvalidRequest("encounter");
    }

    private static NoteMessage ToMessage(Note note) => new()
    {
        IdUtf16 = WireText.ToUtf16(note.Id.ToString()),
        TextUtf16 = WireText.ToUtf16(note.Text),
        Type = WireText.WellFormed(note.Type),
        Loinc = WireText.WellFormed(note.Loinc),
        Author = (int)note.Author,
        Signed = note.Signed,
        Date = WireText.FromInstant(note.Date),
        Version = note.Version,
    };

    private static Note? ReadNote(NoteMessage sent)
    {
        var author = (AuthorRole)sent.Author;
        if (!WireText.TryReadUtf16(sent.IdUtf16, NoteId.MaxLength, out var id)
            || !WireText.TryReadUtf16(sent.TextUtf16, Note.MaxTextLength, out var text)
            || !WireText.TryReadInstant(sent.Date, out var date)
            || sent.Type.Length > WireBounds.MaxLabelLength || sent.Loinc.Length > WireBounds.MaxLabelLength
            || !Enum.IsDefined(author) || sent.Version < 1)
        {
            return null;
        }

        return new Note(new NoteId(id), text)
        {
            Type = WireText.NullIfEmpty(sent.Type),
            Loinc = WireText.NullIfEmpty(sent.Loinc),
            Author = author,
            Signed = sent.Signed,
            Date = date,
            Version = sent.Version,
        };
    }

    private static Encounter? ReadFacts(EncounterMessage message, IReadOnlyList<Note> notes)
    {
        var encounter = new Encounter(EncounterId.None, notes)
        {
            Setting = (Setting)message.Setting,
            Status = (EncounterStatus)message.Status,
            Class = WireText.NullIfEmpty(message.EncounterClass),
            Payer = (PayerClass)message.Payer,
            Sex = (AdministrativeSex)message.Sex,
            AgeYears = message.HasAgeYears ? message.AgeYears : null,
        };
        if (!Enum.IsDefined(encounter.Setting) || !Enum.IsDefined(encounter.Status) || !Enum.IsDefined(encounter.Payer) || !Enum.IsDefined(encounter.Sex)
            || encounter.AgeYears is < 0 or > WireBounds.MaxAgeYears
            || message.EncounterClass.Length > WireBounds.MaxLabelLength
            || !WireText.TryReadDate(message.DateOfService, out var service)
            || !WireText.TryReadInstant(message.PeriodStart, out var start)
            || !WireText.TryReadInstant(message.PeriodEnd, out var end))
        {
            return null;
        }

        return encounter with { DateOfService = service, PeriodStart = start, PeriodEnd = end };
    }
}
