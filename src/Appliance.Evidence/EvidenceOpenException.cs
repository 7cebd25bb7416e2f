namespace Appliance.Evidence;

/// <summary>Stable codes of what this project refuses; the edges put them into their refusals and, as reasons, into entries.</summary>
public static class EvidenceCodes
{
    /// <summary>The log cannot be written at present: nothing moves.</summary>
    public const string Unavailable = "APP-EVD-001";

    /// <summary>Another process has the log open.</summary>
    public const string InUse = "APP-EVD-002";

    /// <summary>Stored entries do not agree with the signed heads.</summary>
    public const string Damaged = "APP-EVD-003";

    /// <summary>The signing key is missing, readable by others, or not the one that signed the log.</summary>
    public const string KeyUnusable = "APP-EVD-004";

    /// <summary>The file is not an evidence log of a version that is known here, or cannot be opened.</summary>
    public const string Unreadable = "APP-EVD-005";
}

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
