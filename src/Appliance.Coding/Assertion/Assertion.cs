namespace Appliance.Coding.Assertion;

/// <summary>What the note says of a condition that it mentions.</summary>
internal enum AssertionKind : byte
{
    /// <summary>The patient has it.</summary>
    Affirmed = 0,

    /// <summary>Uncertain: probable, suspected, to be ruled out.</summary>
    Possible,

    /// <summary>The patient had it.</summary>
    Historical,

    /// <summary>Feared, prevented, looked for, advised about.</summary>
    Hypothetical,

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
