using System.Globalization;
using Appliance.Domain;

namespace Appliance.Fhir;

/// <summary>Every "no" of the EHR boundary. No message carries a value of a resource: places are named by FHIRPath, never by content.</summary>
public static class Refusals
{
    public const string MalformedBody = "APP-FHR-001";
    public const string BodyTooLarge = "APP-FHR-002";
    public const string NestedTooDeep = "APP-FHR-003";
    public const string ForbiddenCharacter = "APP-FHR-004";
    public const string UnknownType = "APP-FHR-005";
    public const string BreaksR4 = "APP-FHR-006";
    public const string NotABundleToProcess = "APP-FHR-007";
    public const string TooManyEntries = "APP-FHR-008";
    public const string BadEntryRequest = "APP-FHR-009";
    public const string DuplicateEntry = "APP-FHR-010";
    public const string MissingReference = "APP-FHR-011";
    public const string OtherPatientsEncounter = "APP-FHR-012";
    public const string SubjectMissing = "APP-FHR-013";
    public const string TypeMismatch = "APP-FHR-014";
    public const string IdMismatch = "APP-FHR-015";
    public const string BadId = "APP-FHR-016";
    public const string NotFound = "APP-FHR-017";
    public const string VersionConflict = "APP-FHR-018";
    public const string AmbiguousCondition = "APP-FHR-019";
    public const string UnsupportedCondition = "APP-FHR-020";
    public const string UnsupportedSearch = "APP-FHR-021";
    public const string UnsupportedMediaType = "APP-FHR-022";
    public const string NotAcceptable = "APP-FHR-023";
    public const string UnsupportedInteraction = "APP-FHR-024";
    public const string NoClient = "APP-FHR-025";
    public const string Overloaded = "APP-FHR-026";
    public const string TookTooLong = "APP-FHR-027";
    public const string ClientGone = "APP-FHR-028";
    public const string EvidenceUnavailable = "APP-FHR-029";
    public const string InternalFault = "APP-FHR-030";
    public const string EmptyBody = "APP-FHR-031";
    public const string BadHeader = "APP-FHR-032";
    public const string NoteTypeNotSupported = "APP-FHR-040";
    public const string NoteEmpty = "APP-FHR-041";
    public const string NoteTooLong = "APP-FHR-042";
    public const string NoteCharset = "APP-FHR-043";
    public const string NoteElsewhere = "APP-FHR-044";
    public const string NoteUnreadable = "APP-FHR-045";
    public const string TooManyNotes = "APP-FHR-046";
    public const string SamplesDamaged = "APP-FHR-050";
    public const string FileUnreadable = "APP-FHR-060";
    public const string ResourceWithoutId = "APP-FHR-061";
    public const string ServerRefused = "APP-FHR-062";

    internal static Refusal Malformed(string what, string? location) => new(MalformedBody, RefusalKind.Invalid, $"The body cannot be read as FHIR: {what}. Nothing was stored.") { Location = location };

    internal static Refusal TooLarge(long limit) => new(
        BodyTooLarge, RefusalKind.TooLarge, $"The body is larger than the {limit.ToString("N0", CultureInfo.InvariantCulture)} bytes that are accepted. Nothing was stored; send it in smaller Bundles.");

    internal static Refusal TooDeep(int limit, string? location) => new(
        NestedTooDeep, RefusalKind.Invalid, $"The body is nested deeper than {limit} levels. Nothing was stored.")
    { Location = location };

    internal static Refusal Character(string what, string? location) => new(
        ForbiddenCharacter, RefusalKind.Invalid, $"A string holds {what}, which FHIR does not allow in text. Nothing was stored; remove the character at the source.")
    { Location = location };

    internal static Refusal TypeUnknown(string type, string? location) => new(
        UnknownType, RefusalKind.Invalid, $"The resource type '{Word(type)}' is not one of FHIR R4. Nothing was stored.")
    { Location = location };

    internal static Refusal NoSuchType() => new(UnknownType, RefusalKind.NotFound, "The address names a resource type that is not one of FHIR R4.");

    internal static Refusal Structure(string sentence, string? location) => new(BreaksR4, RefusalKind.Invalid, sentence) { Location = location };

    internal static Refusal NotProcessed(string what) => new(
        NotABundleToProcess, RefusalKind.Invalid, $"Only Bundles of type transaction or batch are processed here: {what}. Nothing was stored.")
    { Location = "Bundle.type" };

    internal static Refusal Entries(int limit) => new(
        TooManyEntries, RefusalKind.TooLarge, $"The Bundle has more than {limit} entries. Nothing was stored; send it in smaller Bundles.")
    { Location = "Bundle.entry" };

    internal static Refusal EntryRequest(string what, string? location) => new(BadEntryRequest, RefusalKind.Invalid, what) { Location = location };

    internal static Refusal Duplicate(string what, string? location) => new(
        DuplicateEntry, RefusalKind.Invalid, $"{what} appears twice in one transaction, so that it is not clear which is meant. Nothing was stored.")
    { Location = location };

    internal static Refusal NoTarget(string type, string? location) => new(
        MissingReference, RefusalKind.Unprocessable, $"This reference names {type} that is neither in this delivery nor stored. Nothing was stored; send it first or in the same transaction.")
    { Location = location };

    internal static Refusal ForeignEncounter(string? location) => new(
        OtherPatientsEncounter, RefusalKind.Unprocessable, "This is a reference to another patient's encounter: the resource's subject and its encounter's subject differ. Nothing was stored.")
    { Location = location };

    internal static Refusal NoSubject(string? location) => new(
        SubjectMissing, RefusalKind.Unprocessable, "An encounter needs a reference to its patient, because its data is kept under that patient. Nothing was stored.")
    { Location = location };

    internal static Refusal WrongType(string? location) => new(
        TypeMismatch, RefusalKind.Invalid, "The resource is not of the type that its address names. Nothing was stored.")
    { Location = location };

    internal static Refusal WrongId(string? location) => new(
        IdMismatch, RefusalKind.Invalid, "An update needs the resource's id, equal to the id in its address. Nothing was stored.")
    { Location = location };

    internal static Refusal IdForm(string? location) => new(
        BadId, RefusalKind.Invalid, "An id has 1 to 64 characters of A-Z a-z 0-9 - and dot.")
    { Location = location };

    internal static Refusal Absent() => new(NotFound, RefusalKind.NotFound, "There is no such resource here.");

    internal static Refusal VersionNotKept() => new(NotFound, RefusalKind.NotFound, "This version of the resource is not kept; only the current one can be read.");

    internal static Refusal Stale(string? location) => new(
        VersionConflict, RefusalKind.Conflict, "The resource has another version than If-Match names: somebody changed it first. Nothing was stored; read it again.")
    { Location = location };

    internal static Refusal Ambiguous(string? location) => new(
        AmbiguousCondition, RefusalKind.Conflict, "More than one resource carries the identifier of this condition. Nothing was stored.")
    { Location = location };

    internal static Refusal Condition(string? location) => new(
        UnsupportedCondition, RefusalKind.NotSupported, "A conditional create names exactly one identifier, as identifier=system|value. Nothing was stored.")
    { Location = location };

    internal static Refusal Search() => new(
        UnsupportedSearch, RefusalKind.NotSupported, "A search takes one of _id and identifier (as system|value), and nothing else but _format.");

    internal static Refusal MediaType() => new(
        UnsupportedMediaType, RefusalKind.NotSupported, "The body must be FHIR JSON or XML in UTF-8, not compressed (Content-Type application/fhir+json or application/fhir+xml). Nothing was stored.");

    internal static Refusal Format() => new(
        NotAcceptable, RefusalKind.NotSupported, "Answers are given as application/fhir+json or application/fhir+xml.");

    internal static Refusal Interaction(string what, string? location = null) => new(UnsupportedInteraction, RefusalKind.NotSupported, what) { Location = location };

    internal static Refusal Client() => new(
        NoClient, RefusalKind.Unauthenticated, "This request carries no key of a known client. Nothing was stored; a key is made with `appliance clients add`.");

    internal static Refusal Busy() => new(
        Overloaded, RefusalKind.Pushback, "Too much is being delivered at once. Nothing was stored; send it again after the time in Retry-After.");

    internal static Refusal Timeout() => new(
        TookTooLong, RefusalKind.Pushback, "The request took longer than is allowed. Send it again: what was stored already is recognized and not stored twice.");

    internal static Refusal Gone() => new(ClientGone, RefusalKind.Invalid, "The client went away before its request was complete. Nothing was stored.");

    internal static Refusal Evidence() => new(
        EvidenceUnavailable, RefusalKind.Unavailable, "Evidence cannot be written at present, so nothing moves. Nothing was stored or sent; try again later.");

    internal static Refusal Fault() => new(
        InternalFault, RefusalKind.Unavailable, "The appliance failed on this request; the fault was logged. Send it again: what was stored already is recognized and not stored twice.");

    internal static Refusal Empty() => new(EmptyBody, RefusalKind.Invalid, "The request has no body. Nothing was stored.");

    internal static Refusal Header(string name) => new(BadHeader, RefusalKind.Invalid, $"The header {name} cannot be understood. Nothing was stored.");

    internal static Refusal NoteType(string mediaType, string? location) => new(
        NoteTypeNotSupported, RefusalKind.NotSupported,
        $"A document of type '{Word(mediaType)}' cannot be read as a note; text/plain, text/html, application/rtf and C-CDA can. The resource is stored, but its text is not coded.")
    { Location = location };

    internal static Refusal NoText(string? location) => new(
        NoteEmpty, RefusalKind.Unprocessable, "The document holds no text. The resource is stored, but there is nothing to code in it.")
    { Location = location };

    internal static Refusal NoteLength(string? location) => new(
        NoteTooLong, RefusalKind.TooLarge,
        $"The document has more than {Note.MaxTextLength.ToString("N0", CultureInfo.InvariantCulture)} characters of text. The resource is stored, but it is not coded.")
    { Location = location };

    internal static Refusal Charset(string? location) => new(
        NoteCharset, RefusalKind.Unprocessable,
        "The document's bytes are not in the character set that it declares, or that set is not known. The resource is stored, but it is not coded.")
    { Location = location };

    internal static Refusal Elsewhere(string? location) => new(
        NoteElsewhere, RefusalKind.NotSupported, "The document's content lies elsewhere; the appliance fetches nothing. Send it inline in attachment.data.")
    { Location = location };

    internal static Refusal NotReadable(string what, string? location) => new(
        NoteUnreadable, RefusalKind.Unprocessable, $"The document cannot be read: {what}. The resource is stored, but it is not coded.")
    { Location = location };

    internal static Refusal NotesBound() => new(
        TooManyNotes, RefusalKind.TooLarge, $"The encounter has more than {Encounter.MaxNotes} final notes; the newest {Encounter.MaxNotes} are coded. All resources are stored.");

    internal static Refusal Samples(string file) => new(SamplesDamaged, RefusalKind.Invalid, $"The built-in sample {file} is damaged; this copy of the appliance is not whole.");

    internal static Refusal File(string what) => new(FileUnreadable, RefusalKind.Invalid, $"The file cannot be read: {what}. The rest of it was not delivered.");

    internal static Refusal NoId() => new(ResourceWithoutId, RefusalKind.Invalid, "The line holds no resource with a type and an id, so it cannot be delivered.");

    internal static Refusal Server(int status) => new(
        ServerRefused, RefusalKind.Unavailable, $"The appliance answered {status.ToString(CultureInfo.InvariantCulture)} without saying why; it was not delivered.");

    /// <summary>A name that a client sent, cut to what a media type or a type name can have, so that nothing else can ride along.</summary>
    private static string Word(string text)
    {
        var kept = text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '+' or '-' or '.').Take(64).ToArray();
        return kept.Length == 0 ? "?" : new string(kept);
    }
}
