using System.Text;

namespace Appliance.Evidence.Canonical;

/// <summary>The words that stand for the values of an enumeration in the bytes of an entry: index = value. The words are part of the format; the C# names are not.</summary>
internal sealed class NameTable
{
    private readonly string?[] _names;
    private readonly byte[]?[] _bytes;

    public NameTable(params string?[] names)
    {
        _names = names;
        _bytes = [.. names.Select(name => name is null ? null : Encoding.ASCII.GetBytes(name))];
    }

    public static NameTable Actions { get; } = new(
        null, "received", "stored", "sent-to-worker", "suggestions-returned", "shown-to-person", "exported", "refused", "decided", "access-changed", "lifecycle", "worker-changed", "set-aside", "log-changed", "reconciled");

    public static NameTable Phases { get; } = new("fact", "intent", "done", "refused", "interrupted");

    public static NameTable Zones { get; } = new("none", "ehr", "host", "storage", "worker", "screen", "file");

    public static NameTable Purposes { get; } = new("none", "payment", "operations", "administration");

    public static NameTable DataClasses { get; } = new("none", "clinical-resources", "notes", "suggestions", "decisions", "evidence");

    public static NameTable Changes { get; } = new(
        "none", "accepted", "refused", "replaced", "added", "undone", "finished", "reopened", "started", "stopped", "died", "sandbox-changed", "key-made", "key-revoked", "link-issued", "link-used", "signed-out",
        "key-rotated", "fork-seen", "rollback-seen", "clock-set-back", "pruned", "damage-found", "agreed", "gap", "profile-made", "profile-used");

    public int Count => _names.Length;

    public bool Holds(int value) => value >= 0 && value < _names.Length && _names[value] is not null;

    public string NameOf(int value) => Holds(value) ? _names[value]! : throw new ArgumentOutOfRangeException(nameof(value), value, "Not a value of the entry format.");

    /// <summary>The value of a word, or -1.</summary>
    public int ValueOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _bytes.Length; i++)
        {
            if (_bytes[i] is { } bytes && name.SequenceEqual(bytes))
                return i;
        }

        return -1;
    }
}
