namespace Appliance.Evidence.Appending;

/// <summary>What the log records about itself.</summary>
internal static class LogFacts
{
    private static readonly Token Log = new("process:evidence-log");

    public static EvidenceEntry ClockSetBack(TimeSpan by) => Of(Change.ClockSetBack) with { Items = (long)Math.Ceiling(by.TotalSeconds) };

    public static EvidenceEntry Of(Change change) => new() { Action = EvidenceAction.LogChanged, Phase = EvidencePhase.Fact, Actor = Log, Change = change };
}
