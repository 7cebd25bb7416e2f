using System.Globalization;

namespace Appliance.Evidence;

/// <summary>A stored entry is not what was written. The message is a sentence that says what to do.</summary>
public sealed class EvidenceDamagedException : IOException
{
    /// <summary>Creates the exception.</summary>
    public EvidenceDamagedException()
        : this(0, null)
    {
    }

    /// <summary>Creates the exception with a sentence.</summary>
    public EvidenceDamagedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a sentence and the failure beneath it.</summary>
    public EvidenceDamagedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for an entry.</summary>
    public EvidenceDamagedException(long sequence, Exception? innerException)
        : base(Sentence(sequence), innerException) => Sequence = sequence;

    /// <summary>Number of the damaged entry.</summary>
    public long Sequence { get; }

    private static string Sentence(long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{EvidenceCodes.Damaged}: The evidence log is damaged at entry {sequence}: run `appliance evidence verify`.");
}
