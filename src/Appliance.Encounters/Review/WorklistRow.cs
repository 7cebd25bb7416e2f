using Appliance.Domain;

namespace Appliance.Encounters.Review;

/// <summary>One encounter in the worklist: nothing in it names a person.</summary>
/// <param name="Id">The appliance's own identity.</param>
/// <param name="Pseudonym">The name in evidence; <see cref="Pseudonym.None"/> when its key was erased.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Setting">Outpatient, inpatient or emergency.</param>
/// <param name="DateOfService">The date that selects the code set; null when not given.</param>
/// <param name="Shown">Number of suggestions above the display threshold.</param>
/// <param name="Decided">How many of those have a decision.</param>
/// <param name="NeedsSecondLook">Its notes were amended after it had been coded.</param>
/// <param name="Sample">It is one of the built-in synthetic encounters.</param>
/// <param name="ReceivedAt">When its first delivery was committed, UTC.</param>
/// <param name="ChangedAt">When it last changed, UTC.</param>
/// <param name="Release">The code-set release of its suggestions (<c>FY2027</c>); null before it is coded.</param>
/// <param name="Reason">Why it waits, has no code set or was set aside; null in other states.</param>
public sealed record WorklistRow(
    EncounterId Id,
    Pseudonym Pseudonym,
    EncounterState State,
    Setting Setting,
    DateOnly? DateOfService,
    int Shown,
    int Decided,
    bool NeedsSecondLook,
    bool Sample,
    DateTimeOffset ReceivedAt,
    DateTimeOffset ChangedAt,
    string? Release,
    Refusal? Reason);

/// <summary>Which encounters a list shows. The default shows all, newest change first.</summary>
public sealed record WorklistFilter
{
    /// <summary>The most rows of one page.</summary>
    public const int MaxPageSize = 500;

    /// <summary>Only these states; empty = all.</summary>
    public IReadOnlyCollection<EncounterState> States { get; init; } = [];

    /// <summary>Only these settings; empty = all.</summary>
    public IReadOnlyCollection<Setting> Settings { get; init; } = [];

    /// <summary>Beginning of the pseudonym, with or without the leading <c>E-</c>, in any case; null or empty = all.</summary>
    public string? Pseudonym { get; init; }

    /// <summary>Only those that ask for a second look (true) or do not (false); null = all.</summary>
    public bool? SecondLook { get; init; }

    /// <summary>The order.</summary>
    public WorklistOrder Order { get; init; }

    /// <summary>Rows to pass over, 0 or more.</summary>
    public int Skip { get; init; }

    /// <summary>Rows of the page, 1 to <see cref="MaxPageSize"/>.</summary>
    public int Take { get; init; } = 50;
}

/// <summary>The order of a worklist.</summary>
public enum WorklistOrder
{
    /// <summary>Latest change first.</summary>
    ChangedLast = 0,

    /// <summary>First received first.</summary>
    ReceivedFirst = 1,

    /// <summary>Last received first.</summary>
    ReceivedLast = 2,

    /// <summary>By state, then first received first.</summary>
    State = 3,

    /// <summary>Most undecided suggestions first.</summary>
    Undecided = 4,
}

/// <summary>A page of the worklist.</summary>
/// <param name="Rows">At most <see cref="WorklistFilter.Take"/> rows.</param>
/// <param name="Total">How many encounters the filter matches.</param>
/// <param name="ByState">How many encounters there are in each state, without regard to the filter.</param>
public sealed record WorklistPage(IReadOnlyList<WorklistRow> Rows, long Total, IReadOnlyDictionary<EncounterState, long> ByState);
