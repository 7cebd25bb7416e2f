namespace Appliance.Evidence.Tests.Faults;

/// <summary>What a disk does wrong.</summary>
public enum DiskFault
{
    /// <summary>Nothing; calls are counted.</summary>
    None,

    /// <summary>No room: nothing of the write arrives.</summary>
    Full,

    /// <summary>Half of the write arrives, then an input/output error.</summary>
    ShortWrite,

    /// <summary>Remounted read-only.</summary>
    ReadOnly,

    /// <summary>The sync reports an error.</summary>
    SyncError,

    /// <summary>The process is killed before the call.</summary>
    KillBefore,

    /// <summary>The process is killed after half of the write.</summary>
    KillHalfway,
}

/// <summary>One fault at one call to the disk, counted from 0; it lasts until <see cref="Heal"/>.</summary>
internal sealed class DiskPlan(DiskFault fault, int at, Action? killed = null)
{
    // Result codes of sqlite3.h.
    private const int Full = 13;
    private const int ReadOnly = 8;
    private const int WriteError = 10 | (3 << 8);
    private const int SyncFailed = 10 | (4 << 8);

    private int _calls = -1;
    private volatile bool _isHealed;
    private volatile bool _isDead;

    /// <summary>How many calls there were.</summary>
    public int Calls => _calls + 1;

    /// <summary>Whether the fault has happened.</summary>
    public bool Happened { get; private set; }

    public void Heal() => _isHealed = true;

    public int Write(Func<int> whole, Func<int> half)
    {
        if (!IsNow())
            return _isDead ? WriteError : whole();
        switch (fault)
        {
            case DiskFault.Full: return Full;
            case DiskFault.ReadOnly: return ReadOnly;
            case DiskFault.ShortWrite:
                half();
                return WriteError;
            case DiskFault.KillHalfway:
                half();
                return Die();
            case DiskFault.KillBefore: return Die();
            default: return whole();
        }
    }

    public int Sync(Func<int> sync)
    {
        if (!IsNow())
            return _isDead ? SyncFailed : sync();
        return fault switch
        {
            DiskFault.SyncError => SyncFailed,
            DiskFault.KillBefore or DiskFault.KillHalfway => Die(),
            _ => sync(),
        };
    }

    private int Die()
    {
        if (!_isDead)
        {
            _isDead = true;
            killed?.Invoke();
        }

        return WriteError;
    }

    private bool IsNow()
    {
        var call = Interlocked.Increment(ref _calls);
        if (fault == DiskFault.None || _isHealed || _isDead || call < at)
            return false;
        Happened = true;
        return true;
    }
}
