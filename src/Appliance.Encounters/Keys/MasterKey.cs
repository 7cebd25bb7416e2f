using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Appliance.Encounters.Storage;

namespace Appliance.Encounters.Keys;

/// <summary>
/// The installation's root secret: 256 random bits in a file that only the service user can read, made at first start. It is never used itself:
/// the key that wraps data keys and the key of the blind index are derived from it (HKDF-SHA-256, RFC 5869).
/// </summary>
public sealed class MasterKey
{
    /// <summary>Bytes of every key.</summary>
    public const int Length = 32;

    private const string Prefix = "appliance-master-key-v1:";

    private MasterKey(byte[] secret)
    {
        Wrapping = Derive(secret, "appliance/v1/wrap");
        Index = Derive(secret, "appliance/v1/blind-index");
    }

    /// <summary>Wraps data keys.</summary>
    internal byte[] Wrapping { get; }

    /// <summary>Key of the blind index.</summary>
    internal byte[] Index { get; }

    /// <summary>Reads the key file; makes it when this is a new installation.</summary>
    /// <param name="path">The key file.</param>
    /// <param name="mayCreate">False when wrapped keys exist already: a new master key could not read them.</param>
    /// <exception cref="StorageOpenException">The file is missing, damaged or readable by others; the message says what to do.</exception>
    public static MasterKey Open(string path, bool mayCreate)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw StorageOpenException.Keys($"The master key {path} is missing, but wrapped keys exist: restore it from its backup. Without it no stored encounter can be read.");
            }

            Create(path);
        }

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if ((File.GetUnixFileMode(path) & Others) != 0)
        {
            throw StorageOpenException.Keys($"The master key {path} can be read or written by other users: set its mode to 0600 (chmod 600) and start again.");
        }

        var text = File.ReadAllText(path, Encoding.ASCII).Trim();
        var secret = new byte[Length];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(text[Prefix.Length..], secret, out var read)
            || read != Length)
        {
            throw StorageOpenException.Keys($"The master key {path} is damaged: restore it from its backup.");
        }

        var key = new MasterKey(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    internal static byte[] Derive(byte[] secret, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Length, info: Encoding.ASCII.GetBytes(purpose));

    private static void Create(string path)
    {
        var secret = RandomNumberGenerator.GetBytes(Length);
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.ASCII.GetBytes(Prefix + Convert.ToBase64String(secret) + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path);
        SyncDirectory(Path.GetDirectoryName(path)!);
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <summary>Makes the new name durable: a key that wraps others must not vanish in a power cut.</summary>
    private static void SyncDirectory(string directory)
    {
        var descriptor = OpenDirectory(directory, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The directory {directory} cannot be opened.");
        }

        try
        {
            if (SyncDescriptor(descriptor) != 0)
            {
                throw new IOException($"The directory {directory} cannot be made durable.");
            }
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenDirectory([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int SyncDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int CloseDescriptor(int descriptor);
}
