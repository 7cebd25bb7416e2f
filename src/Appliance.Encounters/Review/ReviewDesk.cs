using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Grains;
using Appliance.Encounters.Storage;
using Appliance.Evidence;

namespace Appliance.Encounters.Review;

/// <summary>All that a person does with encounters. Whatever returns PHI records, durably and first, that it is about to be shown to that person.</summary>
public sealed class ReviewDesk
{
    private readonly IGrainFactory _grains;
    private readonly Worklist _worklist;
    private readonly EncounterPages _pages;
    private readonly IEvidenceLog _evidence;
    private readonly WakeQueue _wake;

    /// <summary>Creates the desk.</summary>
    public ReviewDesk(IGrainFactory grains, Worklist worklist, EncounterPages pages, IEvidenceLog evidence, WakeQueue wake) =>
        (_grains, _worklist, _pages, _evidence, _wake) = (grains, worklist, pages, evidence, wake);

    /// <summary>A page of the worklist: pseudonyms, states and dates of service.</summary>
    public Task<WorklistPage> ListAsync(WorklistFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _worklist.ListAsync(filter, cancellation);
    }

    /// <summary>One line of the worklist, or null.</summary>
    public Task<WorklistRow?> FindAsync(EncounterId id, CancellationToken cancellation) => _worklist.FindAsync(id.Value, cancellation);

    /// <summary>Shows an encounter to a person.</summary>
    public async Task<Outcome<EncounterView>> OpenAsync(EncounterId id, Actor person, CancellationToken cancellation)
    {
        var page = await _pages.FindAsync(id.Value, cancellation).ConfigureAwait(false);
        if (page is null)
        {
            return Refusals.NoSuchEncounter;
        }

        if (page.Cells is null)
        {
            return Refusals.KeyErased;
        }

        try
        {
            var crossing = await Crossing.BeginAsync(_evidence, Showing(page, person), cancellation).ConfigureAwait(false);
            var view = page.Read(crossing.Sequence);
            await crossing.DoneAsync(view.Encounter.Notes.Sum(n => (long)n.Text.Length), view.Encounter.Notes.Count, CancellationToken.None).ConfigureAwait(false);
            return view;
        }
        catch (EvidenceUnavailableException)
        {
            return Refusals.EvidenceUnavailable;
        }
    }

    /// <summary>Accepts, refuses, replaces or adds a code.</summary>
    /// <param name="id">The encounter.</param>
    /// <param name="person">Who decides.</param>
    /// <param name="code">The code decided on: a suggested one, or for <see cref="DecisionKind.Added"/> any code that is billable on the date of service.</param>
    /// <param name="kind">What is decided.</param>
    /// <param name="replacement">For <see cref="DecisionKind.Replaced"/>: the code that stands instead, billable on the date of service.</param>
    /// <param name="codingVersion">The <see cref="EncounterView.CodingVersion"/> the person was looking at; an older one is refused as a conflict.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public Task<Outcome<EncounterView>> DecideAsync(
        EncounterId id, Actor person, Code code, DecisionKind kind, Code? replacement, int codingVersion, CancellationToken cancellation) =>
        ActAsync(id, person, grain => grain.DecideAsync(person, code, kind, replacement, codingVersion), cancellation);

    /// <summary>Takes the last decision that still counts back; may be repeated.</summary>
    public Task<Outcome<EncounterView>> UndoAsync(EncounterId id, Actor person, CancellationToken cancellation) =>
        ActAsync(id, person, grain => grain.UndoAsync(person), cancellation);

    /// <summary>Ends the review.</summary>
    public Task<Outcome<EncounterView>> FinishAsync(EncounterId id, Actor person, CancellationToken cancellation) =>
        ActAsync(id, person, grain => grain.FinishAsync(person), cancellation);

    /// <summary>Takes a finished encounter up again.</summary>
    public Task<Outcome<EncounterView>> ReopenAsync(EncounterId id, Actor person, CancellationToken cancellation) =>
        ActAsync(id, person, grain => grain.ReopenAsync(person), cancellation);

    /// <summary>Has an encounter that was set aside coded again.</summary>
    public async Task<Outcome<EncounterId>> RetryAsync(EncounterId id, Actor person, CancellationToken cancellation)
    {
        if (await CallAsync(id, grain => grain.RetryAsync(person), cancellation).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        _wake.Wake(id.Value, CodingPriority.Urgent);
        return id;
    }

    /// <summary>
    /// The next encounter to review in the order of arrival, after the given one, then from the start again; null when no other is in review.
    /// </summary>
    public async Task<EncounterId?> NextAsync(EncounterId? after, CancellationToken cancellation) =>
        await _worklist.NextAsync(after?.Value, cancellation).ConfigureAwait(false) is { } next ? new EncounterId(next) : null;

    private static EvidenceEntry Showing(EncounterPage page, Actor person) => new()
    {
        Action = EvidenceAction.ShownToPerson,
        Phase = EvidencePhase.Intent,
        Actor = Words.Of(person),
        Subject = page.Subject.Value,
        From = Zone.Host,
        To = Zone.Screen,
        Purpose = Purpose.Payment,
        Data = DataClass.Notes,
        Bytes = page.SealedBytes,
        Items = 1,
    };

    private async Task<Outcome<EncounterView>> ActAsync(EncounterId id, Actor person, Func<IEncounterGrain, Task<Refusal?>> act, CancellationToken cancellation) =>
        await CallAsync(id, act, cancellation).ConfigureAwait(false) is { } refusal ? refusal : await OpenAsync(id, person, cancellation).ConfigureAwait(false);

    private async Task<Refusal?> CallAsync(EncounterId id, Func<IEncounterGrain, Task<Refusal?>> act, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation).ConfigureAwait(false) is null)
        {
            return Refusals.NoSuchEncounter;
        }

        var grain = _grains.GetGrain<IEncounterGrain>(id.Value);
        try
        {
            return await act(grain).ConfigureAwait(false);
        }
        catch (StaleActivationException)
        {
            try
            {
                return await act(grain).ConfigureAwait(false);
            }
            catch (StaleActivationException)
            {
                return Refusals.StaleActivation;
            }
        }
    }
}
