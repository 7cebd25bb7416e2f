namespace Appliance.Encounters.Review;

/// <summary>Where an encounter stands on its way from intake to decision. The numbers are stored: they never change their meaning.</summary>
public enum EncounterState
{
    /// <summary>No final note yet, or the EHR's status does not allow coding; <see cref="WorklistRow.Reason"/> says which.</summary>
    Waiting = 0,

    /// <summary>To be coded as soon as a worker is free.</summary>
    Queued = 1,

    /// <summary>A worker has its notes.</summary>
    Coding = 2,

    /// <summary>Suggestions wait for a person.</summary>
    InReview = 3,

    /// <summary>A person has finished it.</summary>
    Finished = 4,

    /// <summary>No code set is in force on its date of service.</summary>
    NoCodeSet = 5,

    /// <summary>Coding failed repeatedly; an operator may have it tried again.</summary>
    SetAside = 6,
}
