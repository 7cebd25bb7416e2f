using Appliance.Domain;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Encounters;

/// <summary>
/// The facts that the coding guidelines ask for, from an Encounter and its Patient. The date of service is the day the encounter ended for inpatients (the day it
/// began while it has no end), else the day it began. The payer is not derived: FHIR R4 has no way from an encounter to its coverage without claims.
/// </summary>
internal static class EncounterFacts
{
    public static Domain.Encounter Of(R4.Encounter encounter, R4.Patient? patient, IReadOnlyList<Note> notes)
    {
        var code = encounter.Class?.Code?.ToUpperInvariant();
        var setting = SettingOf(code, encounter);
        var start = encounter.Period?.Start;
        var end = encounter.Period?.End;
        var service = setting == Setting.Inpatient ? FhirDates.Day(end) ?? FhirDates.Day(start) : FhirDates.Day(start) ?? FhirDates.Day(end);
        return new Domain.Encounter(EncounterId.None, notes)
        {
            Setting = setting,
            Status = StatusOf(encounter.Status),
            Class = code is { Length: <= 16 } ? code : null,
            PeriodStart = FhirDates.Moment(start),
            PeriodEnd = FhirDates.Moment(end),
            DateOfService = service,
            AgeYears = FhirDates.Years(FhirDates.Day(patient?.BirthDate), service),
            Sex = SexOf(patient),
        };
    }

    /// <summary>True when the two differ in what <see cref="Of"/> takes from a patient.</summary>
    public static bool Differ(R4.Patient before, R4.Patient after) => before.BirthDate != after.BirthDate || before.Gender != after.Gender;

    private static AdministrativeSex SexOf(R4.Patient? patient) => patient?.Gender switch
    {
        R4.AdministrativeGender.Female => AdministrativeSex.Female,
        R4.AdministrativeGender.Male => AdministrativeSex.Male,
        R4.AdministrativeGender.Other => AdministrativeSex.Other,
        _ => AdministrativeSex.Unknown,
    };

    /// <summary>HL7 v3 ActEncounterCode; where the class says nothing, the SNOMED CT and CPT codes of the type that EHRs commonly send.</summary>
    private static Setting SettingOf(string? code, R4.Encounter encounter) => code switch
    {
        "IMP" or "ACUTE" or "NONAC" or "INPATIENT" => Setting.Inpatient,
        "EMER" or "EMERGENCY" => Setting.Emergency,
        "AMB" or "VR" or "HH" or "OBSENC" or "SS" or "FLD" or "PRENC" or "OUTPATIENT" or "AMBULATORY" => Setting.Outpatient,
        _ => encounter.Type.SelectMany(t => t.Coding).Select(c => SettingOfType(c.System, c.Code)).FirstOrDefault(s => s != Setting.Unknown),
    };

    private static Setting SettingOfType(string? system, string? code) => (system, code) switch
    {
        ("http://snomed.info/sct", "50849002" or "4525004") => Setting.Emergency,
        ("http://snomed.info/sct", "32485007" or "183452005" or "8715000" or "394656005") => Setting.Inpatient,
        ("http://snomed.info/sct", "185345009" or "185347001" or "185349003" or "162673000" or "390906007" or "410620009") => Setting.Outpatient,
        ("http://www.ama-assn.org/go/cpt", "99281" or "99282" or "99283" or "99284" or "99285") => Setting.Emergency,
        ("http://www.ama-assn.org/go/cpt", { Length: 5 } cpt) when string.CompareOrdinal(cpt, "99202") >= 0 && string.CompareOrdinal(cpt, "99215") <= 0 => Setting.Outpatient,
        ("http://www.ama-assn.org/go/cpt", { Length: 5 } cpt) when string.CompareOrdinal(cpt, "99221") >= 0 && string.CompareOrdinal(cpt, "99239") <= 0 => Setting.Inpatient,
        _ => Setting.Unknown,
    };

    private static EncounterStatus StatusOf(R4.Encounter.EncounterStatus? status) => status switch
    {
        R4.Encounter.EncounterStatus.Planned => EncounterStatus.Planned,
        R4.Encounter.EncounterStatus.Arrived => EncounterStatus.Arrived,
        R4.Encounter.EncounterStatus.Triaged => EncounterStatus.Triaged,
        R4.Encounter.EncounterStatus.InProgress => EncounterStatus.InProgress,
        R4.Encounter.EncounterStatus.Onleave => EncounterStatus.OnLeave,
        R4.Encounter.EncounterStatus.Finished => EncounterStatus.Finished,
        R4.Encounter.EncounterStatus.Cancelled => EncounterStatus.Cancelled,
        R4.Encounter.EncounterStatus.EnteredInError => EncounterStatus.EnteredInError,
        _ => EncounterStatus.Unknown,
    };
}
