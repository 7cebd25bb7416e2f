using Appliance.Domain;

namespace Appliance.Contracts.Mapping;

/// <summary>The largest things that either side of the worker's socket accepts. A message beyond a bound is refused whole, never cut.</summary>
public static class WireBounds
{
    /// <summary>The largest request, bytes: several notes of the largest size (2 bytes per UTF-16 unit).</summary>
    public const int MaxRequestBytes = 64 * 1024 * 1024;

    /// <summary>Profiles that a worker keeps; with one more it forgets the one that came first, and the host knows it.</summary>
    public const int MaxProfiles = 4;

    /// <summary>The largest reply, bytes.</summary>
    public const int MaxReplyBytes = 8 * 1024 * 1024;

    /// <summary>The most suggestions in one reply.</summary>
    public const int MaxSuggestions = 500;

    /// <summary>The most spans under one suggestion.</summary>
    public const int MaxSpans = 100;

    /// <summary>The most rule steps under one suggestion.</summary>
    public const int MaxRuleSteps = 50;

    /// <summary>The most facts that one suggestion says are missing.</summary>
    public const int MaxMissingFacts = 20;

    /// <summary>The most gaps in the documentation in one reply.</summary>
    public const int MaxGaps = 200;

    /// <summary>The most codes that one gap concerns.</summary>
    public const int MaxGapCodes = 50;

    /// <summary>The most refusals in one reply.</summary>
    public const int MaxRefusals = 100;

    /// <summary>The longest stable id (rule, refusal code, release, engine version, request id), UTF-16 units.</summary>
    public const int MaxIdLength = 64;

    /// <summary>The longest sentence (title, rule step, refusal), UTF-16 units.</summary>
    public const int MaxSentenceLength = 2000;

    /// <summary>The longest note type or encounter class, UTF-16 units.</summary>
    public const int MaxLabelLength = 256;

    /// <summary>The highest age, years.</summary>
    public const int MaxAgeYears = 150;

    /// <summary>The most notes of one encounter.</summary>
    public const int MaxNotes = Encounter.MaxNotes;
}
