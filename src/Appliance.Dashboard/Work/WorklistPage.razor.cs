using Appliance.Dashboard.Live;
using Appliance.Dashboard.Shell;
using Appliance.Domain;
using Appliance.Encounters.Review;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Appliance.Dashboard.Work;

/// <summary>The worklist. Rows that are on the screen change in place; new ones wait while the list is scrolled or has the focus.</summary>
public sealed partial class WorklistPage : LiveComponent
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMilliseconds(700);
    private WorklistQuery _query = new();
    private Encounters.Review.WorklistPage? _page;
    private IReadOnlyList<WorklistRow> _rows = [];
    private EncounterId? _selected;
    private ElementReference _scroll;
    private DotNetObjectReference<WorklistPage>? _self;
    private IDisposable? _keys;
    private DateTimeOffset _read;
    private int _waiting;
    private bool _held;
    private bool _reading;
    private bool _done;

    [Inject]
    private IReviewWork Work { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private KeyRouter Keys { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    private int First => ((_query.Page - 1) * WorklistQuery.PageSize) + 1;

    private string Summary => _page is null
        ? string.Empty
        : $"{Words.Count(_page.Total, "encounter")}{(_page.Total == _page.ByState.Values.Sum() ? string.Empty : $" of {Words.Count(_page.ByState.Values.Sum())}")}. "
            + $"{Words.Count(_page.ByState.GetValueOrDefault(EncounterState.InReview))} to review.";

    /// <summary>Called by the browser when the list begins or ends to be scrolled or focused.</summary>
    [JSInvokable]
    public async Task OnHeld(bool held)
    {
        _held = held;
        if (!held && _waiting > 0)
        {
            await ReadAsync(show: true);
            StateHasChanged();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        Navigation.LocationChanged += OnLocationChanged;
        await TakeAddressAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _keys = Keys.Listen(OnKeyAsync);
            _self = DotNetObjectReference.Create(this);
            await Js.InvokeVoidAsync("dash.watch", _scroll, _self);
        }
    }

    /// <inheritdoc/>
    protected override async Task OnMovedAsync(IReadOnlySet<Leg> edges)
    {
        if (Gone.IsCancellationRequested || _reading || Time.GetUtcNow() - _read < ReadAgain)
        {
            return;
        }

        try
        {
            await ReadAsync(show: !_held);
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Navigation.LocationChanged -= OnLocationChanged;
            _keys?.Dispose();
            _self?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void OnLocationChanged(object? sender, Microsoft.AspNetCore.Components.Routing.LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath == "/work")
        {
            _ = InvokeAsync(async () =>
            {
                await TakeAddressAsync();
                StateHasChanged();
            });
        }
    }

    private async Task TakeAddressAsync()
    {
        var address = new Uri(Navigation.Uri);
        _query = WorklistQuery.Parse(address.Query);
        _done = address.Query.Contains("done=true", StringComparison.Ordinal);
        await ReadAsync(show: true);
    }

    private Task GoAsync(WorklistQuery query)
    {
        Navigation.NavigateTo(query.ToUri());
        return Task.CompletedTask;
    }

    private async Task ReadAsync(bool show)
    {
        _reading = true;
        try
        {
            var query = _query;
            var page = await Work.ListAsync(query.ToFilter(), Gone);
            if (query != _query)
            {
                return;
            }

            _read = Time.GetUtcNow();
            _page = page;
            (_rows, _waiting) = show ? (page.Rows, 0) : HeldRows.Merge(_rows, page.Rows);
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task ShowWaitingAsync()
    {
        await ReadAsync(show: true);
        await Js.InvokeVoidAsync("dash.toTop", ".listcard .scroll");
    }

    private async Task<bool> OnKeyAsync(string key)
    {
        if (key is not ("j" or "k") || _rows.Count == 0)
        {
            return false;
        }

        var at = _rows.ToList().FindIndex(r => r.Id == _selected);
        _selected = _rows[Math.Clamp(at + (key == "j" ? 1 : -1), 0, _rows.Count - 1)].Id;
        await InvokeAsync(StateHasChanged);
        await Js.InvokeVoidAsync("dash.focus", "tr.selected a");
        return true;
    }
}
