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
