namespace Appliance.Host.Composition;

/// <summary>What a host is started for.</summary>
public enum HostRole
{
    /// <summary>To serve people and EHRs until it is stopped.</summary>
    Serve = 0,

    /// <summary>For one verb that needs coding workers.</summary>
    VerbWithWorkers = 1,

    /// <summary>For one verb that does not.</summary>
    Verb = 2,
}
