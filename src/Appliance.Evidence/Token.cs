using System.Buffers;

namespace Appliance.Evidence;

/// <summary>
/// A short word of a closed alphabet, so that an entry cannot carry free text: 0 to 48 characters of <c>A-Z a-z 0-9 : . _ -</c>.
/// It is meant for our own identifiers (actor ids, refusal codes, release names, billing codes), never for anything copied from a resource.
/// </summary>
public readonly record struct Token
{
    /// <summary>The longest token, in characters.</summary>
    public const int MaxLength = 48;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._-");

    private readonly string? _value;

    /// <summary>Takes the text as a token.</summary>
    /// <exception cref="ArgumentException">A character is outside the alphabet, or there are too many. The message does not repeat the text.</exception>
    public Token(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > MaxLength || value.AsSpan().ContainsAnyExcept(Alphabet))
        {
            throw new ArgumentException("A token has at most 48 characters of A-Z a-z 0-9 : . _ -", nameof(value));
        }

        // One form of "empty", so that equality and the canonical bytes agree.
        _value = value.Length == 0 ? null : value;
    }

    /// <summary>The empty token; also the default value.</summary>
    public static Token Empty => default;

    /// <summary>True for the empty token.</summary>
    public bool IsEmpty => _value is null;

    /// <inheritdoc/>
    public override string ToString() => _value ?? string.Empty;
}
