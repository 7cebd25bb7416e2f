namespace Appliance.CodeSets;

/// <summary>
/// A code as one number: seven fields of six bits, the first character highest, 0 where the code has ended, 1-10 for digits, 11-36 for letters.
/// Keys order like the codes do; a key of 0 is no code.
/// </summary>
internal static class CodeKey
{
    public const int MaxCharacters = 7;
    private const int Bits = 6;

    /// <summary>Reads a code with or without its dot, in any case; false when it has not the form of one.</summary>
    public static bool TryPack(ReadOnlySpan<char> code, out ulong key)
    {
        key = 0;
        var length = 0;
        for (var i = 0; i < code.Length; i++)
        {
            var c = code[i];
            uint value;
            if (char.IsAsciiDigit(c))
            {
                value = (uint)(c - '0') + 1;
            }
            else if (char.IsAsciiLetter(c))
            {
                value = (uint)((c | 0x20) - 'a') + 11;
            }
            else if (c == '.' && i == 3 && code.Length > 4)
            {
                continue;
            }
            else
            {
                return false;
            }

            if (length == MaxCharacters || (length == 0 && value < 11))
            {
                return false;
            }

            key |= (ulong)value << (Bits * (MaxCharacters - 1 - length));
            length++;
        }

        return length >= 3;
    }

    /// <summary>The key of text that is known to be a code.</summary>
    public static ulong Pack(ReadOnlySpan<char> code) =>
        TryPack(code, out var key) ? key : throw new FormatException("Not the form of an ICD-10-CM code.");

    public static int Length(ulong key)
    {
        var length = 0;
        for (var shift = Bits * (MaxCharacters - 1); shift >= 0 && ((key >> shift) & 63) != 0; shift -= Bits)
        {
            length++;
        }

        return length;
    }

    /// <summary>The key of the first <paramref name="length"/> characters.</summary>
    public static ulong Prefix(ulong key, int length) => key & ~((1UL << (Bits * (MaxCharacters - length))) - 1);

    /// <summary>True when the code is <paramref name="prefix"/> or begins with it.</summary>
    public static bool StartsWith(ulong key, ulong prefix) => Prefix(key, Length(prefix)) == prefix;

    /// <summary>The printed form, with its dot.</summary>
    public static string Print(ulong key)
    {
        Span<char> text = stackalloc char[MaxCharacters + 1];
        var length = 0;
        for (var i = 0; i < MaxCharacters; i++)
        {
            var value = (int)((key >> (Bits * (MaxCharacters - 1 - i))) & 63);
            if (value == 0)
            {
                break;
            }

            if (i == 3)
            {
                text[length++] = '.';
            }

            text[length++] = (char)(value < 11 ? '0' + value - 1 : 'A' + value - 11);
        }

        return new string(text[..length]);
    }
}
