namespace Appliance.Evidence;

/// <summary>The log cannot be opened. The message is a sentence that says what to do; nothing was changed.</summary>
public sealed class EvidenceOpenException : IOException
{
    /// <summary>Creates the exception.</summary>
    public EvidenceOpenException()
        : this(EvidenceCodes.Unreadable, "The evidence log cannot be opened.")
    {
    }

    /// <summary>Creates the exception with a sentence.</summary>
    public EvidenceOpenException(string message)
        : this(EvidenceCodes.Unreadable, message)
    {
    }

    /// <summary>Creates the exception with a sentence and the failure beneath it.</summary>
    public EvidenceOpenException(string message, Exception innerException)
        : base(message, innerException) => Code = EvidenceCodes.Unreadable;

    /// <summary>Creates the exception with its code and a sentence.</summary>
    public EvidenceOpenException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>One of <see cref="EvidenceCodes"/>.</summary>
    public string Code { get; }
}
