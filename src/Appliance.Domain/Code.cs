namespace Appliance.Domain;

/// <summary>The vocabulary a code belongs to.</summary>
public enum CodeSystem
{
    /// <summary>No system; the default value, never valid in a suggestion.</summary>
    None = 0,

    /// <summary>ICD-10-CM diagnosis codes (CDC/NCHS), with the dot after the third character.</summary>
    Icd10Cm = 1,

    /// <summary>HCPCS Level II supply and service codes (CMS).</summary>
    Hcpcs = 2,

    /// <summary>CPT procedure numbers (American Medical Association, licensed).</summary>
    Cpt = 3,
}

/// <summary>A code of one system, in the form in which it is printed (<c>E11.22</c>, not <c>E1122</c>).</summary>
/// <param name="System">The vocabulary.</param>
/// <param name="Value">The code, upper case; ICD-10-CM with its dot. The default value of this type has a null <c>Value</c> and equals nothing valid.</param>
public readonly record struct Code(CodeSystem System, string Value)
{
    /// <summary>The longest code of any supported system, in characters (ICD-10-CM with dot and 7th character).</summary>
    public const int MaxLength = 8;

    /// <summary>The ICD-10-CM code written as <paramref name="value"/>, with or without its dot, in any case.</summary>
    /// <exception cref="ArgumentException">The text is empty, too long, or has a character that no code has.</exception>
    public static Code Icd10Cm(string value) =>
        TryIcd10Cm(value, out var code) ? code : throw new ArgumentException("Not the form of an ICD-10-CM code.", nameof(value));

    /// <summary>Reads the form of an ICD-10-CM code; says nothing about whether a release holds it.</summary>
    public static bool TryIcd10Cm(string? value, out Code code)
    {
        code = default;
        if (value is null || value.Length is < 3 or > MaxLength)
        {
            return false;
        }

        Span<char> bare = stackalloc char[MaxLength];
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = char.ToUpperInvariant(value[i]);
            if (c == '.' && i == 3 && value.Length > 4)
            {
                continue;
            }

            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }

            bare[length++] = c;
        }

        if (length is < 3 or > 7 || !char.IsAsciiLetterUpper(bare[0]))
        {
            return false;
        }

        code = new Code(CodeSystem.Icd10Cm, length == 3 ? new string(bare[..3]) : string.Concat(bare[..3], ".", bare[3..length]));
        return true;
    }

    /// <summary>The system's name in files and on the wire: <c>icd-10-cm</c>, <c>hcpcs</c>, <c>cpt</c>.</summary>
    public string SystemName => System switch
    {
        CodeSystem.Icd10Cm => "icd-10-cm",
        CodeSystem.Hcpcs => "hcpcs",
        CodeSystem.Cpt => "cpt",
        _ => "none",
    };

    /// <inheritdoc/>
    public override string ToString() => Value ?? string.Empty;
}
