namespace Appliance.Host.Access;

/// <summary>Form of the ids of people and clients: they go into evidence, so they are short words of a closed alphabet.</summary>
public static class AccessName
{
    /// <summary>The longest id; with its kind in front it still fits into an evidence token.</summary>
    public const int MaxLength = 32;

    /// <summary>The person that the first link of a fresh appliance is for.</summary>
    public const string DefaultPerson = "coder-01";

    /// <summary>The client under whose name the built-in sample encounters come in.</summary>
    public const string Samples = "samples";

    /// <summary>True for 1 to 32 characters of <c>a-z 0-9 - .</c> that start with a letter or digit.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength }
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0]);
}
