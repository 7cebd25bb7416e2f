using Appliance.Domain;

namespace Appliance.Dashboard;

/// <summary>What the dashboard refuses.</summary>
public static class Refusals
{
    /// <summary>Code of the refusal of a hub subscription; its words are thrown as a HubException.</summary>
    public const string HubFromCode = "APP-DSH-001";

    /// <summary>The address names no encounter.</summary>
    public static readonly Refusal NoSuchEncounter = new("APP-DSH-002", RefusalKind.NotFound, "There is no encounter at this address. Nothing was changed; open it from the worklist.");
}
