using System.Globalization;
using System.Text;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Packets;

/// <summary>
/// The public keys of a packet, for whoever has none of them yet; a checker trusts only those it was given from elsewhere.
/// <code>
/// log &lt;verifier key that founded the log&gt;
/// link &lt;number of the entry&gt; &lt;new key&gt; &lt;signature of the old key&gt; &lt;signature of the new key&gt;       base64; one line for each rotation
/// witness &lt;verifier key&gt;
/// </code>
/// </summary>
internal static class PacketKeys
{
    private const int MaxLines = 1000;

    public static byte[] Write(KeyChain chain, long size, WitnessPolicy policy)
    {
        var text = new StringBuilder($"log {chain.First}\n");
        foreach (var (sequence, link) in chain.Rotations.Where(rotation => rotation.Sequence < size))
            text.Append(CultureInfo.InvariantCulture, $"link {sequence} {Base64(link.NewKey)} {Base64(link.OldSignature)} {Base64(link.NewSignature)}\n");
        foreach (var witness in policy.Witnesses)
            text.Append(CultureInfo.InvariantCulture, $"witness {witness}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads the file and checks every link.</summary>
    /// <exception cref="InvalidDataException">It is not such a file, or a link is not signed by both keys.</exception>
    public static (KeyChain Chain, IReadOnlyList<VerifierKey> Witnesses) Read(byte[] bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n', MaxLines);
        KeyChain? chain = null;
        var witnesses = new List<VerifierKey>();
        foreach (var line in lines[..^1])
        {
            var words = line.Split(' ');
            var good = (words, chain) switch
            {
                (["log", var text], null) => LogKey.TryParse(text, out var first) && (chain = new KeyChain(first!)) is not null,
                (["link", var sequence, var key, var old, var next], not null) => AddLink(chain, sequence, key, old, next),
                (["witness", var text], not null) when VerifierKey.Read(text) is { IsCosigner: true } witness => Add(witnesses, witness),
                _ => false,
            };
            if (!good)
                throw new InvalidDataException($"{PacketFiles.Keys} holds a line that is not a key, or a link of two keys that not both signed.");
        }

        return chain is not null && lines[^1].Length == 0 ? (chain, witnesses) : throw new InvalidDataException($"{PacketFiles.Keys} does not name the log's key.");
    }

    private static bool Add(List<VerifierKey> witnesses, VerifierKey witness)
    {
        witnesses.Add(witness);
        return true;
    }

    private static bool AddLink(KeyChain chain, string sequence, string key, string old, string next) =>
        StrictDecimal.Read(sequence) is { } number && StrictBase64.Read(key) is { } newKey && StrictBase64.Read(old) is { } oldSignature && StrictBase64.Read(next) is { } newSignature
        && chain.TryAdd(number, new KeyLink(newKey, oldSignature, newSignature));

    private static string Base64(ReadOnlyMemory<byte> bytes) => Convert.ToBase64String(bytes.Span);
}
