using Appliance.Domain;

namespace Appliance.Contracts.Mapping;

/// <summary>Why a message of the worker's wire is not accepted. Locations name fields, never values.</summary>
public static class Refusals
{
    /// <summary>The worker's answer is malformed or breaks a bound: none of it is used.</summary>
    public static Refusal InvalidAnswer(string field) =>
        new("APP-WRK-004", RefusalKind.Unprocessable, "The worker's answer was not valid and none of it was used; the encounter can be coded again.")
        {
            Location = field,
        };

    /// <summary>A request is malformed or breaks a bound: the worker does not read it.</summary>
    public static Refusal InvalidRequest(string field) =>
        new("APP-WRK-010", RefusalKind.Invalid, "The request to the worker was not well formed and was not read.")
        {
            Location = field,
        };
}
