using System.Security.Cryptography;
using System.Text;

namespace Appliance.Domain;

/// <summary>
/// One clinical document of an encounter, reduced to text. All offsets in the appliance count UTF-16 code units of <see cref="Text"/>, which never
/// changes after intake: an amended document is a note with the same <see cref="Id"/> and a higher <see cref="Version"/>.
/// </summary>
/// <param name="Id">Identity inside the encounter.</param>
/// <param name="Text">The text that is read and highlighted; at most <see cref="MaxTextLength"/> UTF-16 units.</param>
public sealed record Note(NoteId Id, string Text)
{
    /// <summary>The longest note that is accepted, in UTF-16 units (a note of 5 MB is coded, a larger one is refused).</summary>
    public const int MaxTextLength = 6 * 1024 * 1024;

    /// <summary>What sort of document, in the source's words ("Progress note"); null when not said.</summary>
    public string? Type { get; init; }

    /// <summary>The LOINC document code (<c>11506-3</c>), where the source gives one.</summary>
    public string? Loinc { get; init; }

    /// <summary>Who wrote it.</summary>
    public AuthorRole Author { get; init; }

    /// <summary>False when the source marks it as preliminary; an unsigned note is shown but does not decide codes.</summary>
    public bool Signed { get; init; } = true;

    /// <summary>When the note was written; null when not said.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>1 for the first text under this id, then 2, 3 … for each amendment.</summary>
    public int Version { get; init; } = 1;

    /// <summary>SHA-256 of the UTF-8 text, lower-case hexadecimal; PHI-derived, so it is kept with the note and never put into evidence.</summary>
    public string TextHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}

/// <summary>The role of a note's author; Official Guidelines section I.B.14 lets clinicians who are not the provider document only a few facts.</summary>
public enum AuthorRole
{
    /// <summary>Not said: treated as the provider.</summary>
    Unknown = 0,

    /// <summary>Physician or other qualified practitioner legally accountable for the diagnosis.</summary>
    Provider = 1,

    /// <summary>Nurse, dietitian, therapist or another clinician.</summary>
    OtherClinician = 2,

    /// <summary>The patient's own words.</summary>
    Patient = 3,
}

/// <summary>A stretch of one note.</summary>
/// <param name="Note">The note it lies in.</param>
/// <param name="Start">First UTF-16 code unit, from 0.</param>
/// <param name="End">One past the last UTF-16 code unit; greater than <paramref name="Start"/>.</param>
public readonly record struct NoteSpan(NoteId Note, int Start, int End)
{
    /// <summary>Length in UTF-16 code units.</summary>
    public int Length => End - Start;

    /// <summary>True when the span lies within a text of this length and does not cut a surrogate pair of it.</summary>
    public bool FitsIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Start >= 0 && Start < End && End <= text.Length
            && !(Start > 0 && char.IsLowSurrogate(text[Start]) && char.IsHighSurrogate(text[Start - 1]))
            && !(End < text.Length && char.IsLowSurrogate(text[End]) && char.IsHighSurrogate(text[End - 1]));
    }
}
