using System.Text;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Grains;
using Appliance.Encounters.Storage;
using Appliance.Evidence;

namespace Appliance.Encounters.Review;

/// <summary>All that a person does with encounters. Whatever returns PHI records, durably and first, what of it that person was not shown before.</summary>
public sealed class ReviewDesk
{
    private readonly IGrainFactory _grains;
    private readonly Worklist _worklist;
    private readonly EncounterPages _pages;
    private readonly IEvidenceLog _evidence;
    private readonly WakeQueue _wake;
    private readonly Showings _showings = new();

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

    /// <summary>Shows an encounter to a person; every opening is recorded as one.</summary>
    public Task<Outcome<EncounterView>> OpenAsync(EncounterId id, Actor person, CancellationToken cancellation) => ShowAsync(id, person, default, cancellation);

    /// <summary>Shows a person how an encounter that is open in front of them stands now; recorded is only what they were not shown before.</summary>
    public Task<Outcome<EncounterView>> RefreshAsync(EncounterId id, Actor person, CancellationToken cancellation) =>
        ShowAsync(id, person, _showings.Of(id, person), cancellation);

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

    private async Task<Outcome<EncounterView>> ShowAsync(EncounterId id, Actor person, Showing before, CancellationToken cancellation)
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

        // Opened in memory, to say in the intent what is going to be shown; nothing leaves before the intent is durable.
        var view = page.Read();
        var now = new Showing(page.FactsVersion, view.Result is null ? 0 : view.CodingVersion, view.Decisions.Count, before.Sequence);
        try
        {
            if (NewlyShown(view, page, person, before, now) is { } entry)
            {
                var crossing = await Crossing.BeginAsync(_evidence, entry, cancellation).ConfigureAwait(false);
                await crossing.DoneAsync(cancellation: CancellationToken.None).ConfigureAwait(false);
                now = now with { Sequence = crossing.Sequence };
            }
        }
        catch (EvidenceUnavailableException)
        {
            return Refusals.EvidenceUnavailable;
        }

        _showings.Keep(id, person, now);
        return view with { EvidenceSequence = now.Sequence };
    }

    /// <summary>
    /// The showing of what the person was not shown before; null when that is nothing. Bytes are UTF-8: the text of notes, the codes, titles and quotes of
    /// suggestions, and the codes of decisions of other persons. Items are the first of these that there is: notes, else suggestions, else decisions.
    /// </summary>
    private static EvidenceEntry? NewlyShown(EncounterView view, EncounterPage page, Actor person, Showing before, Showing now)
    {
        IReadOnlyList<Note> notes = now.FactsVersion == before.FactsVersion ? [] : view.Encounter.Notes;
        IReadOnlyList<Suggestion> suggestions = view.Result is null || now.CodingVersion == before.CodingVersion ? [] : view.Result.Suggestions;
        var decisions = view.Decisions.Skip(before.Decisions).Where(decision => before == default || decision.By != person).ToList();
        if (before != default && now.FactsVersion == before.FactsVersion && suggestions.Count == 0 && decisions.Count == 0)
        {
            return null;
        }

        var (data, items) = now.FactsVersion != before.FactsVersion ? (DataClass.Notes, notes.Count)
            : suggestions.Count > 0 ? (DataClass.Suggestions, suggestions.Count)
            : (DataClass.Decisions, decisions.Count);
        return new EvidenceEntry
        {
            Action = EvidenceAction.ShownToPerson,
            Phase = EvidencePhase.Intent,
            Actor = Words.Of(person),
            Subject = page.Subject.Value,
            From = Zone.Host,
            To = Zone.Screen,
            Purpose = Purpose.Payment,
            Data = data,
            Bytes = notes.Sum(note => Bytes(note.Text))
                + suggestions.Sum(suggestion => Bytes(suggestion.Code.Value) + Bytes(suggestion.Title) + suggestion.Support.Sum(support => Bytes(support.Quote)))
                + decisions.Sum(decision => Bytes(decision.Code.Value) + Bytes(decision.Replacement?.Value ?? string.Empty)),
            Items = items,
        };
    }

    private static long Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    private async Task<Outcome<EncounterView>> ActAsync(EncounterId id, Actor person, Func<IEncounterGrain, Task<Refusal?>> act, CancellationToken cancellation) =>
        await CallAsync(id, act, cancellation).ConfigureAwait(false) is { } refusal ? refusal : await RefreshAsync(id, person, cancellation).ConfigureAwait(false);

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
