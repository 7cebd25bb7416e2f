namespace Appliance.CodeSets.Tables;

/// <summary>Finds the row of a code: an open-addressed table of row numbers, a quarter to half full.</summary>
internal sealed class CodeLookup
{
    private readonly ulong[] _keys;
    private readonly int[] _slots;
    private readonly int _shift;

    public CodeLookup(ulong[] keys)
    {
        _keys = keys;
        var bits = 4;
        while ((1 << bits) < keys.Length * 2)
        {
            bits++;
        }

        _shift = 64 - bits;
        _slots = new int[1 << bits];
        for (var row = 0; row < keys.Length; row++)
        {
            var slot = Slot(keys[row]);
            while (_slots[slot] != 0)
            {
                if (_keys[_slots[slot] - 1] == keys[row])
                {
                    throw Format.ByteReader.Damaged();
                }

                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = row + 1;
        }
    }

    /// <summary>The row of a code, -1 when there is none.</summary>
    public int Find(ulong key)
    {
        for (var slot = Slot(key); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var row = _slots[slot] - 1;
            if (_keys[row] == key)
            {
                return row;
            }
        }

        return -1;
    }

    private int Slot(ulong key) => (int)(unchecked(key * 0x9E3779B97F4A7C15UL) >> _shift);
}
