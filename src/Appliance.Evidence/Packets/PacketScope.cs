namespace Appliance.Evidence.Packets;

/// <summary>What a packet is about: one subject, or a period.</summary>
public sealed record PacketScope
{
    private PacketScope()
    {
    }

    /// <summary>The subject's pseudonym; null for a period.</summary>
    public Guid? Subject { get; private init; }

    /// <summary>First moment of the period, inclusive; null for a subject.</summary>
    public DateTimeOffset? From { get; private init; }

    /// <summary>First moment after the period; null for a subject.</summary>
    public DateTimeOffset? To { get; private init; }

    /// <summary>All entries about one encounter or patient.</summary>
    public static PacketScope OfSubject(Guid subject) =>
        subject == Guid.Empty ? throw new ArgumentException("A subject has a pseudonym.", nameof(subject)) : new PacketScope { Subject = subject };

    /// <summary>All entries of a period.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    public static PacketScope OfPeriod(DateTimeOffset from, DateTimeOffset to) =>
        from < to ? new PacketScope { From = WholeMilliseconds(from), To = WholeMilliseconds(to) } : throw new ArgumentException("A period ends after it begins.", nameof(to));

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset at) => at.ToUniversalTime().AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMillisecond));

    /// <summary>Whether an entry belongs to it.</summary>
    public bool Holds(EvidenceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Subject is { } subject ? entry.Subject == subject : entry.At >= From && entry.At < To;
    }

    /// <summary>What a packet of this scope shows, and what it cannot.</summary>
    public string Describe() => Subject is not null
        ? "Each entry below is in the log. That no other entry is about the same subject cannot be shown by a part of the log: verify the whole log for that."
        : "The entries below follow each other in the log without a gap, from the first to the last of the period. An entry of the log with a date outside the period is among them only where the clock was set.";
}
