using Appliance.Evidence;

namespace Appliance.Dashboard.Live;

/// <summary>An arrow of the live map.</summary>
public enum Leg
{
    /// <summary>From an EHR or a file into the appliance.</summary>
    In,

    /// <summary>Into encrypted storage.</summary>
    Store,

    /// <summary>To the coding worker.</summary>
    ToWorker,

    /// <summary>From the coding worker.</summary>
    FromWorker,

    /// <summary>To a person's screen.</summary>
    ToScreen,

    /// <summary>Out to a client or a file.</summary>
    Out,
}

/// <summary>What moved along one arrow.</summary>
/// <param name="Movements">How many movements.</param>
/// <param name="Items">How many things (resources, notes, suggestions).</param>
/// <param name="Bytes">How many bytes.</param>
public readonly record struct LegTotal(long Movements, long Items, long Bytes)
{
    /// <summary>The total with one more movement.</summary>
    public LegTotal With(EvidenceEntry entry) => new(Movements + 1, Items + entry.Items, Bytes + entry.Bytes);
}

/// <summary>Which entries are movements that happened.</summary>
public static class Movement
{
    /// <summary>The arrow that this entry reports as travelled, or null: intents, refusals and plain facts move nothing.</summary>
    public static Leg? LegOf(EvidenceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Phase is not (EvidencePhase.Done or EvidencePhase.Fact))
        {
            return null;
        }

        return entry.Action switch
        {
            EvidenceAction.Received => Leg.In,
            EvidenceAction.Stored => Leg.Store,
            EvidenceAction.SentToWorker => Leg.ToWorker,
            EvidenceAction.SuggestionsReturned => Leg.FromWorker,
            EvidenceAction.ShownToPerson => Leg.ToScreen,
            EvidenceAction.Exported => Leg.Out,
            _ => null,
        };
    }

    /// <summary>True when the entry tells that something did not happen.</summary>
    public static bool IsRefusal(EvidenceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Phase == EvidencePhase.Refused || entry.Action == EvidenceAction.Refused;
    }
}
