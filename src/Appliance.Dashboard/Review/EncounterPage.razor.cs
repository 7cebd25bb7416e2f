using Appliance.CodeSets;
using Appliance.Dashboard.Live;
using Appliance.Dashboard.Shell;
using Appliance.Domain;
using Appliance.Encounters.Review;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Appliance.Dashboard.Review;

/// <summary>One encounter: its notes beside its suggestions. The actions are in <c>EncounterPage.Actions.cs</c>.</summary>
public sealed partial class EncounterPage : LiveComponent
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private EncounterView? _view;
    private ReviewList _list = default!;
    private CodeSet? _codeSet;
    private Refusal? _refusal;
    private Code? _selected;
    private Picking? _picking;
    private NoteSpan? _wanted;
    private DocumentationGap? _gap;
    private bool _showBelow;
    private bool _working;
    private bool _checking;
    private string _opened = string.Empty;
    private string _said = string.Empty;
    private IDisposable? _keys;

    [Parameter]
    public string Id { get; set; } = string.Empty;

    [Inject]
    private IReviewWork Work { get; set; } = default!;

    [Inject]
    private IFlow Flow { get; set; } = default!;

    [Inject]
    private CodeSetLibrary CodeSets { get; set; } = default!;

    [Inject]
    private KeyRouter Keys { get; set; } = default!;

    [Inject]
    private DecisionsSent Sent { get; set; } = default!;

    [Inject]
    private SignedInPerson Person { get; set; } = default!;

    [Inject]
    private StatusLine Status { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    private int QueuedAhead => Flow.Current.Queued.Values.Sum();

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        // Opening is a recorded showing of PHI: it happens once, on the live page, and not while the page is prerendered.
        if (RendererInfo.IsInteractive && _opened != Id)
        {
            await OpenAsync();
        }
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        base.OnAfterRender(firstRender);
        if (firstRender)
        {
            _keys = Keys.Listen(OnKeyAsync);
            Sent.Done += OnSentAsync;
        }
    }

    /// <inheritdoc/>
    protected override async Task OnMovedAsync(IReadOnlySet<Leg> edges)
    {
        if (_view is null || _checking || _working || Gone.IsCancellationRequested)
        {
            return;
        }

        _checking = true;
        try
        {
            var row = await Work.FindAsync(_view.Row.Id, Gone);
            if (row is not null && _view is not null && row.Id == _view.Row.Id && IsNews(_view.Row, row))
            {
                await RunAsync((id, person) => Work.RefreshAsync(id, person, Gone));
                Say($"The encounter changed: {StateWords.Of(row.State)}.");
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        finally
        {
            _checking = false;
        }

        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keys?.Dispose();
            Sent.Done -= OnSentAsync;
            Status.Clear();
        }

        base.Dispose(disposing);
    }

    private static bool IsNews(WorklistRow old, WorklistRow now) =>
        old.State != now.State || old.ChangedAt != now.ChangedAt || old.NeedsSecondLook != now.NeedsSecondLook || old.Decided != now.Decided;

    private async Task OpenAsync()
    {
        (_opened, _view, _refusal, _selected, _picking, _wanted, _gap, _showBelow) = (Id, null, null, null, null, null, null, false);
        if (!EncounterId.TryParse(Id, out _))
        {
            _refusal = Refusals.NoSuchEncounter;
            return;
        }

        await RunAsync((id, person) => Work.OpenAsync(id, person, Gone));
        if (_view is not null)
        {
            _selected = _list.Items.FirstOrDefault(i => !i.Decided)?.Code ?? _list.Items.FirstOrDefault()?.Code;
            WarmSearch();
            StateHasChanged();
            await Js.InvokeVoidAsync("dash.focus", _selected is null ? ".encounter h1" : ".suggestion.selected .head");
            Say($"{_view.Row.Pseudonym.Short} opened. {Words.Count(_list.Suggested, "suggestion")}, {_list.Decided} decided.");
        }
    }

    // The first search of a release builds its index: better while the note is read than when a key waits for it.
    private void WarmSearch()
    {
        if (_codeSet is { } codeSet)
        {
            _ = Task.Run(codeSet.Warm);
        }
    }

    private async Task OnSentAsync()
    {
        await RunAsync((id, person) => Work.RefreshAsync(id, person, Gone));
        await InvokeAsync(StateHasChanged);
    }

    // Every action goes through here, one after the other, so that two quick keys act in their order.
    private async Task<bool> RunAsync(Func<EncounterId, Actor, Task<Outcome<EncounterView>>> action)
    {
        if (!EncounterId.TryParse(Id, out var id))
        {
            return false;
        }

        await _oneAtATime.WaitAsync(Gone);
        _working = true;
        try
        {
            var outcome = await action(id, await Person.GetAsync());
            _refusal = outcome.Refusal;
            if (!outcome.Succeeded)
            {
                Say(outcome.Refusal!.Message);
                return false;
            }

            Take(outcome.Value);
            return true;
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _working = false;
            _oneAtATime.Release();
        }
    }

    private void Take(EncounterView view)
    {
        _view = view;
        var codeSet = CodeSets.ForDate(view.Encounter.DateOfService);
        _codeSet = codeSet.Succeeded ? codeSet.Value : null;
        _list = ReviewList.Of(view, _showBelow, TitleOf);
        if (_list.IndexOf(_selected) < 0)
        {
            _selected = _list.Items.FirstOrDefault(i => !i.Decided)?.Code ?? _list.Items.FirstOrDefault()?.Code;
        }

        _gap = view.Result?.Gaps.FirstOrDefault(gap => _gap is not null && gap.Rule == _gap.Rule && gap.Text == _gap.Text);
        Status.Show($"this view is entry {Words.Count(view.EvidenceSequence)}");
    }

    private string TitleOf(Code code) => _codeSet is not null && _codeSet.TryGet(code.Value, out var entry) ? entry.Title : "Title not in this release";

    private void Say(string words) => _said = words;
}
