using System.Globalization;
using Appliance.Domain;
using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Work;

/// <summary>What the worklist shows, as its address says it. Immutable; unknown values in an address are ignored.</summary>
public sealed record WorklistQuery
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Only this state; null = all.</summary>
    public EncounterState? State { get; init; }

    /// <summary>Only this setting; null = all.</summary>
    public Setting? Setting { get; init; }

    /// <summary>Only those that ask for a second look.</summary>
    public bool SecondLook { get; init; }

    /// <summary>Start of the pseudonym.</summary>
    public string Find { get; init; } = string.Empty;

    /// <summary>The order.</summary>
    public WorklistOrder Order { get; init; } = WorklistOrder.ReceivedFirst;

    /// <summary>The page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Reads the query part of an address.</summary>
    public static WorklistQuery Parse(string? query)
    {
        var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query ?? string.Empty);
        string Value(string name) => values.TryGetValue(name, out var found) ? found.ToString() : string.Empty;
        return new WorklistQuery
        {
            State = Known<EncounterState>(Value("state")),
            Setting = Known<Setting>(Value("setting")),
            SecondLook = Value("second") == "true",
            Find = Bare(Value("find")),
            Order = Known<WorklistOrder>(Value("order")) ?? WorklistOrder.ReceivedFirst,
            Page = int.TryParse(Value("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < 1_000_000 ? page : 1,
        };
    }

    /// <summary>The address of this view; what is at its default is left out.</summary>
    public string ToUri()
    {
        var parts = new List<string>();
        if (State is { } state)
        {
            parts.Add($"state={state}");
        }

        if (Setting is { } setting)
        {
            parts.Add($"setting={setting}");
        }

        if (SecondLook)
        {
            parts.Add("second=true");
        }

        if (Find.Length > 0)
        {
            parts.Add($"find={Uri.EscapeDataString(Find)}");
        }

        if (Order != WorklistOrder.ReceivedFirst)
        {
            parts.Add($"order={Order}");
        }

        if (Page > 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"page={Page}"));
        }

        return parts.Count == 0 ? "/work" : "/work?" + string.Join('&', parts);
    }

    /// <summary>The filter for the desk.</summary>
    public WorklistFilter ToFilter() => new()
    {
        States = State is { } state ? [state] : [],
        Settings = Setting is { } setting ? [setting] : [],
        SecondLook = SecondLook ? true : null,
        Pseudonym = Find.Length == 0 ? null : Find,
        Order = Order,
        Skip = (Page - 1) * PageSize,
        Take = PageSize,
    };

    // Only what a pseudonym can hold stays, so that nothing else gets into an address.
    private static string Bare(string text)
    {
        var trimmed = text.Trim();
        var bare = trimmed.StartsWith("E-", StringComparison.OrdinalIgnoreCase) ? trimmed[2..] : trimmed;
        return bare.Length <= 32 && bare.All(char.IsAsciiHexDigit) ? bare.ToUpperInvariant() : string.Empty;
    }

    /// <summary>The query with another pseudonym to find; what no pseudonym can hold finds nothing, so it is dropped.</summary>
    public WorklistQuery WithFind(string? text) => this with { Find = Bare(text ?? string.Empty), Page = 1 };

    private static T? Known<T>(string text)
        where T : struct, Enum => text.Length > 0 && !char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
}
