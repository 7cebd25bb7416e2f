namespace Appliance.Domain;

/// <summary>Where the encounter stands for the coding guidelines: section IV (outpatient, emergency included) or sections II and III (inpatient).</summary>
public enum Setting
{
    /// <summary>Not said: treated as outpatient, and shown as such.</summary>
    Unknown = 0,

    /// <summary>Office, clinic, observation, same-day surgery.</summary>
    Outpatient = 1,

    /// <summary>Admitted; uncertain diagnoses at discharge are coded (section II.H).</summary>
    Inpatient = 2,

    /// <summary>Emergency department; outpatient rules.</summary>
    Emergency = 3,
}

/// <summary>FHIR R4 <c>Encounter.status</c> (value set encounter-status).</summary>
public enum EncounterStatus
{
    /// <summary>Status not known or not one of the value set.</summary>
    Unknown = 0,

    /// <summary>planned</summary>
    Planned,

    /// <summary>arrived</summary>
    Arrived,

    /// <summary>triaged</summary>
    Triaged,

    /// <summary>in-progress</summary>
    InProgress,

    /// <summary>onleave</summary>
    OnLeave,

    /// <summary>finished</summary>
    Finished,

    /// <summary>cancelled</summary>
    Cancelled,

    /// <summary>entered-in-error</summary>
    EnteredInError,
}

/// <summary>FHIR R4 administrative gender, used only where a code is restricted to one sex.</summary>
public enum AdministrativeSex
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>female</summary>
    Female,

    /// <summary>male</summary>
    Male,

    /// <summary>other</summary>
    Other,
}

/// <summary>The sort of payer, as far as rules differ by it.</summary>
public enum PayerClass
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>Medicare, also Medicare Advantage.</summary>
    Medicare,

    /// <summary>Medicaid.</summary>
    Medicaid,

    /// <summary>Commercial insurance.</summary>
    Commercial,

    /// <summary>The patient pays.</summary>
    SelfPay,

    /// <summary>Any other.</summary>
    Other,
}

/// <summary>An encounter as the coding engine sees it: the facts the guidelines ask for, and its notes. No name, no identifier of the EHR.</summary>
/// <param name="Id">The appliance's own identity.</param>
/// <param name="Notes">The notes in the order of their dates; ids are unique in the list.</param>
public sealed record Encounter(EncounterId Id, IReadOnlyList<Note> Notes)
{
    /// <summary>The most notes one encounter may hold.</summary>
    public const int MaxNotes = 500;

    /// <summary>Where the encounter stands for the guidelines.</summary>
    public Setting Setting { get; init; }

    /// <summary>The EHR's status.</summary>
    public EncounterStatus Status { get; init; }

    /// <summary>FHIR v3-ActCode of the class (<c>AMB</c>, <c>EMER</c>, <c>IMP</c>), null when not given.</summary>
    public string? Class { get; init; }

    /// <summary>Start of the encounter, null when not given.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>End of the encounter (discharge), null when not given.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>
    /// The date that selects the code set: of discharge for inpatients, else of the start of the encounter. Null when the source gives none;
    /// the newest compiled release is then used, and reported.
    /// </summary>
    public DateOnly? DateOfService { get; init; }

    /// <summary>Payer class.</summary>
    public PayerClass Payer { get; init; }

    /// <summary>Completed years on the date of service, 0 to 150; null when not known.</summary>
    public int? AgeYears { get; init; }

    /// <summary>Administrative sex.</summary>
    public AdministrativeSex Sex { get; init; }
}
