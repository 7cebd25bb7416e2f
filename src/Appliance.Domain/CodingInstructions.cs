namespace Appliance.Domain;

/// <summary>How an encounter is to be coded, apart from what it says itself.</summary>
public sealed record CodingInstructions
{
    /// <summary>As a claim needs it, with the shipped weights.</summary>
    public static readonly CodingInstructions ForClaim = new();

    /// <summary>Which of the mentioned conditions are reported.</summary>
    public CodingPolicy Policy { get; init; }

    /// <summary>The hospital's own calibration; null for the shipped weights.</summary>
    public ProfileFile? Profile { get; init; }

    /// <summary>True when the rule path is to name also what was considered and dropped, and why.</summary>
    public bool Explain { get; init; }
}

/// <summary>
/// The bytes of a hospital's calibration profile, and the hash that names it. The worker, which knows no file of the hospital, gets them over its socket.
/// </summary>
public sealed class ProfileFile
{
    /// <summary>The largest profile that is taken, bytes.</summary>
    public const int MaxBytes = 48 * 1024 * 1024;

    /// <summary>Characters of a hash.</summary>
    public const int HashLength = 64;

    /// <summary>A profile from its bytes.</summary>
    /// <param name="bytes">The file, byte for byte.</param>
    /// <param name="hash">The profile's own hash, as it states and whoever reads it checks.</param>
    public ProfileFile(ReadOnlyMemory<byte> bytes, string hash)
    {
        if (bytes.Length > MaxBytes)
        {
            throw new ArgumentException("The profile is larger than the bound.", nameof(bytes));
        }

        if (!IsHash(hash))
        {
            throw new ArgumentException("Not the form of a hash.", nameof(hash));
        }

        Bytes = bytes;
        Hash = hash;
    }

    /// <summary>The file, byte for byte.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>SHA-256 of the profile's content, 64 lower-case hexadecimal digits: its name in answers and evidence.</summary>
    public string Hash { get; }

    /// <summary>True for a text of the form of a <see cref="Hash"/>.</summary>
    public static bool IsHash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);
    }
}
