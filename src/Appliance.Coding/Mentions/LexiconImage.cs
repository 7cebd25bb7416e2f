using System.Security.Cryptography;
using System.Text;
using Appliance.CodeSets;

namespace Appliance.Coding.Mentions;

/// <summary>
/// A compiled lexicon as a file, so that a worker starts without compiling. It stands for exactly one build of the engine and one content of a release:
/// any other is not read, and the lexicon is compiled anew.
/// </summary>
/// <remarks>
/// <code>
/// 32 bytes  SHA-256 over the two assemblies' version ids, the release's id and the hashes of the official files behind it (and behind the release that lends it terms)
/// 32 bytes  SHA-256 of the rest
/// the rest  vocabulary, code tree, terms, automaton; integers little-endian, arrays and strings behind their length
/// </code>
/// </remarks>
internal static class LexiconImage
{
    private const int HeaderLength = 64;

    /// <summary>Name of a release's image in the folder of images.</summary>
    public static string FileName(CodeSet set) => set.Release.Id + ".lexicon";

    /// <summary>The image of a lexicon.</summary>
    public static byte[] Write(Lexicon lexicon, CodeSet lender)
    {
        using var body = new MemoryStream();
        body.SetLength(HeaderLength);
        body.Position = HeaderLength;
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
            lexicon.Write(writer);
        var image = body.ToArray();
        Identity(lexicon.Codes.Set, lender).CopyTo(image, 0);
        SHA256.HashData(image.AsSpan(HeaderLength), image.AsSpan(32));
        return image;
    }

    /// <summary>The lexicon of an image; null when it is another build's or another release's, or was changed.</summary>
    public static Lexicon? Read(byte[] image, CodeSet set, CodeSet lender)
    {
        if (image.Length < HeaderLength || !image.AsSpan(0, 32).SequenceEqual(Identity(set, lender)) || !image.AsSpan(32, 32).SequenceEqual(SHA256.HashData(image.AsSpan(HeaderLength))))
            return null;
        using var reader = new BinaryReader(new MemoryStream(image, HeaderLength, image.Length - HeaderLength, writable: false));
        return new Lexicon(set, reader);
    }

    private static byte[] Identity(CodeSet set, CodeSet lender)
    {
        var identity = new StringBuilder();
        identity.Append(typeof(LexiconImage).Module.ModuleVersionId).Append('\n').Append(typeof(CodeSet).Module.ModuleVersionId).Append('\n');
        foreach (var release in (CodeSet[])[set, lender])
        {
            identity.Append(release.Release.Id).Append('\n');
            foreach (var source in release.Sources)
                identity.Append(source.Sha256).Append(' ').Append(source.Name).Append('\n');
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToString()));
    }
}
