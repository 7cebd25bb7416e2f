namespace Appliance.Evidence;

/// <summary>
/// A short word of a closed alphabet, so that an entry cannot carry free text: 0 to 48 characters of <c>A-Z a-z 0-9 : . _ -</c>.
/// It is meant for our own identifiers (actor ids, refusal codes, release names, billing codes), never for anything copied from a resource.
/// </summary>
public readonly record struct Token
{
    /// <summary>The longest token, in characters.</summary>
    public const int MaxLength = 48;

    private readonly string? _value;

    /// <summary>Takes the text as a token.</summary>
    /// <exception cref="ArgumentException">A character is outside the alphabet, or there are too many.</exception>
    public Token(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > MaxLength || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '_' or '-'))
        {
            throw new ArgumentException("A token has at most 48 characters of A-Z a-z 0-9 : . _ -", nameof(value));
        }

        _value = value;
    }

    /// <summary>The empty token; also the default value.</summary>
    public static Token Empty => default;

    /// <summary>True for the empty token.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? string.Empty;
}
