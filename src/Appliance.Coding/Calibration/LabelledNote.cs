using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>A note with the codes that people gave it.</summary>
/// <param name="Id">Identity in its file; decides with the seed which part of the notes it falls into.</param>
/// <param name="Text">The note.</param>
/// <param name="Codes">ICD-10-CM codes in printed form.</param>
public sealed record LabelledNote(string Id, string Text, IReadOnlyList<string> Codes)
{
    /// <summary>Where the encounter stands for the guidelines.</summary>
    public Setting Setting { get; init; }

    /// <summary>The date that selects the release; null for the newest.</summary>
    public DateOnly? DateOfService { get; init; }

    /// <summary>The note as an encounter of its own.</summary>
    public Encounter ToEncounter() => new(EncounterId.None, [new Note(new NoteId("n1"), Text)]) { Setting = Setting, DateOfService = DateOfService };
}
