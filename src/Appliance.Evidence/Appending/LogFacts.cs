namespace Appliance.Evidence.Appending;

/// <summary>What the log records about itself.</summary>
internal static class LogFacts
{
    private static readonly Token Log = new("process:evidence-log");

    public static EvidenceEntry ClockSetBack(TimeSpan by) => Of(Change.ClockSetBack) with { Items = (long)Math.Ceiling(by.TotalSeconds) };

    public static EvidenceEntry Of(Change change) => new() { Action = EvidenceAction.LogChanged, Phase = EvidencePhase.Fact, Actor = Log, Change = change };

    /// <summary>The name of a configured key as a token: what the alphabet lacks becomes a dash.</summary>
    public static Token NameOf(string name)
    {
        var cut = name.Length > Token.MaxLength ? name[..Token.MaxLength] : name;
        return new Token(string.Concat(cut.Select(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '_' or '-' ? c : '-')));
    }
}
