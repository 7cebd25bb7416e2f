using Appliance.Dashboard.Live;
using Appliance.Dashboard.Shell;
using Appliance.Evidence;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace Appliance.Dashboard.Trail;

/// <summary>The evidence log, live and backwards. It stands still while it is scrolled, focused, or was sent to an older entry.</summary>
public sealed partial class EvidencePage : LiveComponent
{
    private const int PageLength = 100;
    private const int MaxDrawn = 1_000;
    private EvidenceFilter _filter = new();
    private List<SequencedEntry> _entries = [];
    private SequencedEntry? _shown;
    private ElementReference _scroll;
    private DotNetObjectReference<EvidencePage>? _self;
    private IDisposable? _keys;
    private long? _missing;
    private long _next;
    private long _oldest;
    private int _waiting;
    private bool _held;
    private bool _away;
    private bool _reveal;
    private bool _reading;

    [Inject]
    private IEvidenceLog Log { get; set; } = default!;

    [Inject]
    private TrailReader Reader { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private KeyRouter Keys { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    /// <summary>Called by the browser when the list begins or ends to be scrolled or focused.</summary>
    [JSInvokable]
    public async Task OnHeld(bool held)
    {
        _held = held;
        await CatchUpAsync();
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
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

        if (_reveal)
        {
            _reveal = false;
            await Js.InvokeVoidAsync("dash.reveal", ".entries li.selected", "center");
        }
    }

    /// <inheritdoc/>
    protected override async Task OnMovedAsync(IReadOnlySet<Leg> edges)
    {
        if (Gone.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await CatchUpAsync();
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

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath == "/evidence")
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
        var filter = EvidenceFilter.Parse(new Uri(Navigation.Uri).Query);
        var sameList = _entries.Count > 0 && filter with { Entry = null } == _filter with { Entry = null };
        _filter = filter;
        _shown = filter.Entry is { } wanted ? _entries.Find(e => e.Sequence == wanted) ?? await Reader.OneAsync(wanted, Gone) : null;
        _missing = _shown is null ? filter.Entry : null;
        var inList = _shown is null || _entries.Exists(e => e.Sequence == _shown.Sequence);
        if (!sameList || !inList)
        {
            // An entry that is not among the newest is shown in its place, with some that follow it.
            _reveal = _shown is not null;
            await ReadFromAsync(_shown is { } old && old.Sequence < Log.Count - PageLength ? old.Sequence + (PageLength / 4) : null);
        }
    }

    private async Task ReadFromAsync(long? before)
    {
        _reading = true;
        try
        {
            (_away, _waiting, _next) = (before is not null, 0, before ?? Log.Count);
            var page = await Reader.BackAsync(_next, PageLength, _filter, Gone);
            (_entries, _oldest) = ([.. page.Entries], page.From);
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task CatchUpAsync()
    {
        var count = Log.Count;
        if (_away || _reading || count == _next)
        {
            return;
        }

        if (_held && _entries.Count > 0)
        {
            _waiting = (int)Math.Min(count - _next, int.MaxValue);
            return;
        }

        _reading = true;
        try
        {
            var fresh = new List<SequencedEntry>();
            if (count - _next > MaxDrawn)
            {
                _reading = false;
                await ReadFromAsync(null);
                return;
            }

            fresh.AddRange(await TrailReader.ReadSoundAsync(Log, _next, (int)(count - _next), Gone));
            _next = count;
            _entries.InsertRange(0, fresh.Where(e => _filter.Passes(e.Entry)).Reverse());
            if (_entries.Count > MaxDrawn)
            {
                _oldest = _entries[MaxDrawn - 1].Sequence;
                _entries.RemoveRange(MaxDrawn, _entries.Count - MaxDrawn);
            }

            _waiting = 0;
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task OlderAsync()
    {
        _reading = true;
        try
        {
            var page = await Reader.BackAsync(_oldest, PageLength, _filter, Gone);
            _entries.AddRange(page.Entries);
            _oldest = page.From;
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task ToLiveAsync()
    {
        await ReadFromAsync(null);
        await Js.InvokeVoidAsync("dash.toTop", ".trail .scroll");
    }

    private Task GoAsync(EvidenceFilter filter)
    {
        Navigation.NavigateTo(filter.ToUri());
        return Task.CompletedTask;
    }

    private void Show(SequencedEntry entry) => Navigation.NavigateTo((_filter with { Entry = entry.Sequence }).ToUri(), replace: true);

    private Task CloseAsync() => GoAsync(_filter with { Entry = null });

    private async Task<bool> OnKeyAsync(string key)
    {
        if (key is not ("j" or "k") || _entries.Count == 0)
        {
            return false;
        }

        var at = _entries.FindIndex(e => e.Sequence == _shown?.Sequence);
        Show(_entries[Math.Clamp(at + (key == "j" ? 1 : -1), 0, _entries.Count - 1)]);
        await Task.Yield();
        await Js.InvokeVoidAsync("dash.focus", ".entries li.selected button");
        return true;
    }

    private DateTimeOffset Local(SequencedEntry entry) => TimeZoneInfo.ConvertTime(entry.Entry.At, Time.LocalTimeZone);

    private static string PhaseOf(EvidencePhase phase) => phase switch
    {
        EvidencePhase.Intent => "intent",
        EvidencePhase.Done => "done",
        EvidencePhase.Refused => "refused",
        EvidencePhase.Interrupted => "interrupted",
        _ => string.Empty,
    };
}
