using Appliance.Domain;

namespace Appliance.Coding.Assertion;

/// <summary>What the note says of a condition that it mentions.</summary>
internal enum AssertionKind : byte
{
    /// <summary>The patient has it.</summary>
    Affirmed = 0,

    /// <summary>Uncertain: probable, suspected, to be ruled out.</summary>
    Possible,

    /// <summary>The patient had it, as a part of the history.</summary>
    Historical,

    /// <summary>The patient had it and the note says that it is over ("resolved", "went away").</summary>
    Resolved,

    /// <summary>Feared, prevented, advised about, the purpose of a medicine or a vaccine.</summary>
    Hypothetical,

    /// <summary>What a test of somebody without signs of it looks for; the encounter for screening is itself reported (guideline I.C.21.c.5).</summary>
    Screened,

    /// <summary>Intended: an act that has not been done.</summary>
    Planned,

    /// <summary>A reaction listed with the allergy that causes it; it is not present.</summary>
    Allergic,

    /// <summary>Another person has it.</summary>
    OtherPerson,

    /// <summary>A relative has or had it.</summary>
    Family,

    /// <summary>The patient does not have it.</summary>
    Negated,
}

/// <summary>An assertion and the words that make it.</summary>
/// <param name="Kind">What the note says.</param>
/// <param name="CueStart">Where the deciding words begin in the note; -1 when a section or nothing decided.</param>
/// <param name="CueEnd">One past their end.</param>
internal readonly record struct Asserted(AssertionKind Kind, int CueStart = -1, int CueEnd = -1);

/// <summary>The engine's finer assertions in the terms of the answer.</summary>
internal static class AssertionKinds
{
    /// <summary>What the answer says of a mention with this assertion.</summary>
    public static MentionAssertion ToMention(this AssertionKind kind) => kind switch
    {
        AssertionKind.Affirmed => MentionAssertion.Affirmed,
        AssertionKind.Possible => MentionAssertion.Possible,
        AssertionKind.Historical or AssertionKind.Resolved or AssertionKind.Allergic => MentionAssertion.Historical,
        AssertionKind.Family => MentionAssertion.Family,
        AssertionKind.Negated => MentionAssertion.Negated,
        AssertionKind.Planned => MentionAssertion.Planned,
        _ => MentionAssertion.Hypothetical,
    };
}
