using System.Text;

namespace Appliance.CodeSets.Tables;

/// <summary>The unique strings of a compiled file, kept as UTF-8 and decoded on demand. String 0 is the empty one.</summary>
internal sealed class StringPool(byte[] bytes, int[] starts)
{
    public int Count => starts.Length - 1;

    public string this[int id] => Encoding.UTF8.GetString(Utf8(id));

    public ReadOnlySpan<byte> Utf8(int id) => bytes.AsSpan(starts[id], starts[id + 1] - starts[id]);
}
