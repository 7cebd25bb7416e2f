namespace Appliance.Evidence.Appending;

/// <summary>When to sign a head, and which heads to keep. Used by the writer thread only.</summary>
internal sealed class HeadSchedule(EvidenceOptions options, TimeProvider time)
{
    private long? _signedAt;
    private long? _keptAt;
    private bool _lastIsKept = true;

    /// <summary>True when enough time has passed since the last head.</summary>
    public bool IsDue => _signedAt is not { } at || time.GetElapsedTime(at) >= options.HeadInterval;

    /// <summary>The head that the next one takes the place of, or null when it stays. The first head that was found at start stays.</summary>
    public long? Superseded(TreeHead? last) => _lastIsKept ? null : last?.Size;

    /// <summary>A head was signed and is durable.</summary>
    public void Signed()
    {
        _signedAt = time.GetTimestamp();
        _lastIsKept = _keptAt is not { } kept || time.GetElapsedTime(kept) >= options.HeadKeepInterval;
        if (_lastIsKept)
            _keptAt = _signedAt;
    }
}
