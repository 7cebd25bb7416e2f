using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>
/// The file round a profile, UTF-8 without white space:
/// <code>
/// {"format":"appliance-coding-profile","version":1,"sha256":"64 hexadecimal digits","profile":{ … }}
/// </code>
/// The hash is that of the bytes of the value of <c>profile</c>. A file is read only when writing it again gives the same bytes.
/// </summary>
internal static class ProfileFormat
{
    /// <summary>Version of the format; also changes when features change their meaning, for the trees ask them by number.</summary>
    public const int Version = 1;

    private const string Name = "appliance-coding-profile";

    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    public static void Write(Stream file, byte[] body, string hash)
    {
        file.Write(Encoding.UTF8.GetBytes($"{{\"format\":\"{Name}\",\"version\":{Version},\"sha256\":\"{hash}\",\"profile\":"));
        file.Write(body);
        file.Write("}\n"u8);
    }

    public static Outcome<CodingProfile> Read(Stream file)
    {
        if (ReadBounded(file) is not { } bytes)
            return Refusals.ProfileTooLarge;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != Name)
                return Refusals.NotAProfile;
            if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Version)
                return Refusals.ProfileVersion;
            if (!root.TryGetProperty("sha256", out var hash) || !root.TryGetProperty("profile", out var body) || hash.ValueKind != JsonValueKind.String || body.ValueKind != JsonValueKind.Object)
                return Refusals.NotAProfile;
            if (HashOf(Encoding.UTF8.GetBytes(body.GetRawText())) != hash.GetString())
                return Refusals.ProfileChanged;
            return ProfileReader.Read(body) is { } profile && profile.Hash == hash.GetString() ? profile : Refusals.ProfileOutOfBounds;
        }
        catch (JsonException)
        {
            return Refusals.NotAProfile;
        }
    }

    private static ReadOnlyMemory<byte>? ReadBounded(Stream file)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        while (true)
        {
            var read = file.Read(buffer.GetSpan(1 << 16));
            if (read == 0)
                return buffer.WrittenMemory;
            buffer.Advance(read);
            if (buffer.WrittenCount > CodingProfile.MaximumBytes)
                return null;
        }
    }
}
