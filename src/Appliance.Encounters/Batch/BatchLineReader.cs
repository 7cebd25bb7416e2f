using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Encounters.Batch;

/// <summary>
/// Reads one line of the <c>code</c> command:
/// <code>
/// {"id","text"}
/// {"id","notes":[{"id","type","loinc","authorRole","signed","date","text"}]}
/// and optionally "dateOfService" (yyyy-MM-dd), "setting" (outpatient|inpatient|emergency), "age", "sex" (female|male|other|unknown)
/// </code>
/// Properties that it does not know are passed over; a value of the wrong form refuses the line and names the property.
/// </summary>
internal sealed class BatchLineReader
{
    private readonly long _number;
    private readonly List<Note> _notes = [];
    private string _id = "null";
    private string? _idText;
    private string? _text;
    private bool _hasNotes;
    private Encounter _facts = new(EncounterId.None, []) { Status = EncounterStatus.Finished };

    private BatchLineReader(long number) => _number = number;

    public static BatchLine Read(long number, ReadOnlySpan<byte> line)
    {
        var reading = new BatchLineReader(number);
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 32 });
            var fault = reading.ReadObject(ref reader);
            while (fault is null && reader.Read())
            {
                // Anything behind the object throws.
            }

            return new BatchLine(reading._id, fault is null ? reading.Finish() : fault);
        }
        catch (JsonException)
        {
            return new BatchLine(reading._id, BatchRefusals.BadLine(number, "it is not JSON."));
        }
    }

    private Refusal? ReadObject(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return BatchRefusals.BadLine(_number, "it is not a JSON object.");
        }

        Refusal? fault = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader) ?? string.Empty;
            reader.Read();

            // After the first fault the rest is still passed over: an id that stands behind it names the line.
            var depth = reader.CurrentDepth;
            if (fault is null || name == "id")
            {
                fault = ReadProperty(name, ref reader) ?? fault;
            }

            while (reader.CurrentDepth > depth)
            {
                reader.Read();
            }

            reader.Skip();
        }

        return fault;
    }

    private Refusal? ReadProperty(string name, ref Utf8JsonReader reader) => name switch
    {
        "id" => ReadId(ref reader),
        "text" => String(ref reader, Note.MaxTextLength, "/text", out _text),
        "notes" => ReadNotes(ref reader),
        "dateOfService" => Date(ref reader),
        "setting" => Word(ref reader, "/setting", "setting is none of outpatient, inpatient, emergency, unknown.", word => ToSetting(word) is { } setting ? _facts with { Setting = setting } : null),
        "sex" => Word(ref reader, "/sex", "sex is none of female, male, other, unknown.", word => ToSex(word) is { } sex ? _facts with { Sex = sex } : null),
        "age" => Age(ref reader),
        _ => null,
    };

    private Refusal? ReadId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            _idText = Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
            _id = _idText;
        }
        else if (reader.TokenType == JsonTokenType.String && JsonText.Read(ref reader) is { } text)
        {
            _idText = text;
            var raw = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(raw, BatchWriter.Options);
            JsonText.Write(writer, text);
            writer.Flush();
            _id = Encoding.UTF8.GetString(raw.WrittenSpan);
        }
        else
        {
            return Fault("the id is neither a string nor a number.", "/id");
        }

        return _idText.Length is > 0 and <= NoteId.MaxLength ? null : Fault("the id is empty or longer than 256 characters.", "/id");
    }

    private Refusal? ReadNotes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Fault("notes is not an array.", "/notes");
        }

        _hasNotes = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (_notes.Count == Encounter.MaxNotes)
            {
                return Fault($"it has more than {Encounter.MaxNotes} notes.", "/notes");
            }

            if (ReadNote(ref reader, string.Create(CultureInfo.InvariantCulture, $"/notes/{_notes.Count}")) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private Refusal? ReadNote(ref Utf8JsonReader reader, string place)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Fault("a note is not a JSON object.", place);
        }

        string? id = null;
        string? text = null;
        var note = new Note(default, string.Empty);
        Refusal? fault = null;
        while (fault is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader) ?? string.Empty;
            reader.Read();
            var at = place + "/" + name;
            switch (name)
            {
                case "id":
                    fault = String(ref reader, NoteId.MaxLength, at, out id);
                    break;
                case "text":
                    fault = String(ref reader, Note.MaxTextLength, at, out text);
                    break;
                case "type" or "loinc" or "authorRole" or "date" when reader.TokenType == JsonTokenType.Null:
                    break;
                case "type" or "loinc" or "authorRole" or "date":
                    fault = String(ref reader, 256, at, out var word) ?? Label(ref note, name, word!, at);
                    break;
                case "signed" when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                    note = note with { Signed = reader.GetBoolean() };
                    break;
                case "signed":
                    fault = Fault("signed is neither true nor false.", at);
                    break;
            }

            reader.Skip();
        }

        if (fault is null && (string.IsNullOrEmpty(id) || text is null || _notes.Exists(other => other.Id.Value == id)))
        {
            fault = Fault("a note has no id, no text, or the id of another note.", place);
        }

        if (fault is null)
        {
            _notes.Add(note with { Id = new NoteId(id!), Text = text! });
        }

        return fault;
    }

    private Refusal? Label(ref Note note, string name, string word, string at)
    {
        switch (name)
        {
            case "type":
                note = note with { Type = word };
                return null;
            case "loinc":
                note = note with { Loinc = word };
                return null;
            case "date" when DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date):
                note = note with { Date = date };
                return null;
            case "authorRole" when ToAuthor(word) is { } author:
                note = note with { Author = author };
                return null;
            default:
                return Fault(name == "date" ? "a note's date is not a date." : "authorRole is none of provider, otherClinician, patient, unknown.", at);
        }
    }

    private Outcome<Encounter> Finish()
    {
        if (_idText is null)
        {
            return BatchRefusals.BadLine(_number, "it has no id.", "/id");
        }

        if (_hasNotes == (_text is not null))
        {
            return BatchRefusals.BadLine(_number, "it must have either text or notes.");
        }

        // A bare text is a note without an id of its own: it takes the line's.
        IReadOnlyList<Note> notes = _text is { } text ? [new Note(new NoteId(_idText), text)] : _notes;
        return notes.Count > 0 ? _facts with { Notes = notes } : BatchRefusals.BadLine(_number, "its list of notes is empty.", "/notes");
    }

    private Refusal? String(ref Utf8JsonReader reader, int max, string at, out string? text)
    {
        text = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            return Fault($"{at[(at.LastIndexOf('/') + 1)..]} must be a string.", at);
        }

        text = JsonText.Read(ref reader);
        return text is null ? Fault("its bytes are not UTF-8.", at)
            : text.Length > max ? BatchRefusals.TooLong(_number, string.Create(CultureInfo.InvariantCulture, $"it holds a text of more than {max} characters."), at)
            : null;
    }

    /// <param name="reader">At the value.</param>
    /// <param name="at">Where it is.</param>
    /// <param name="otherwise">The sentence for a value that is not known: it names the field and what is allowed, never the value.</param>
    /// <param name="read">The facts with the value; null when it is not known.</param>
    private Refusal? Word(ref Utf8JsonReader reader, string at, string otherwise, Func<string, Encounter?> read)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (String(ref reader, 32, at, out var word) is { } fault)
        {
            return fault;
        }

        if (read(word!) is not { } facts)
        {
            return Fault(otherwise, at);
        }

        _facts = facts;
        return null;
    }

    private Refusal? Date(ref Utf8JsonReader reader)
    {
        var impossible = false;
        var fault = Word(ref reader, "/dateOfService", "dateOfService is not of the form yyyy-MM-dd, for example 2026-11-02.", word =>
        {
            impossible = word.Length == 10 && word.Select((c, i) => i is 4 or 7 ? c == '-' : char.IsAsciiDigit(c)).All(fits => fits);
            return DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? _facts with { DateOfService = date } : null;
        });
        return fault is not null && impossible ? Fault("dateOfService is a day that is in no calendar.", "/dateOfService") : fault;
    }

    private Refusal? Age(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var age) || age is < 0 or > 150)
        {
            return Fault("age is not a whole number from 0 to 150.", "/age");
        }

        _facts = _facts with { AgeYears = age };
        return null;
    }

    private Refusal Fault(string what, string at) => BatchRefusals.BadLine(_number, what, at);

    private static Setting? ToSetting(string word) => word.ToLowerInvariant() switch
    {
        "outpatient" => Setting.Outpatient,
        "inpatient" => Setting.Inpatient,
        "emergency" => Setting.Emergency,
        "unknown" => Setting.Unknown,
        _ => null,
    };

    private static AdministrativeSex? ToSex(string word) => word.ToLowerInvariant() switch
    {
        "female" => AdministrativeSex.Female,
        "male" => AdministrativeSex.Male,
        "other" => AdministrativeSex.Other,
        "unknown" => AdministrativeSex.Unknown,
        _ => null,
    };

    private static AuthorRole? ToAuthor(string word) => word.ToLowerInvariant() switch
    {
        "provider" => AuthorRole.Provider,
        "otherclinician" => AuthorRole.OtherClinician,
        "patient" => AuthorRole.Patient,
        "unknown" => AuthorRole.Unknown,
        _ => null,
    };
}
