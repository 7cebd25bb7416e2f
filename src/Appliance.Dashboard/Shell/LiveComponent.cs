using Appliance.Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace Appliance.Dashboard.Shell;

/// <summary>A component that is drawn again when something moves. It listens only once it is interactive, not while the page is prerendered.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IDisposable? _listening;

    /// <summary>Takes the token now: a disposed source gives none.</summary>
    protected LiveComponent() => Gone = _gone.Token;

    [Inject]
    private LivePulse Pulse { get; set; } = default!;

    /// <summary>Cancelled when the component leaves the page.</summary>
    protected CancellationToken Gone { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && !_gone.IsCancellationRequested)
        {
            _listening = Pulse.Listen(edges => _ = InvokeAsync(() => OnMovedAsync(edges)));
        }
    }

    /// <summary>Something may have moved.</summary>
    protected virtual Task OnMovedAsync(IReadOnlySet<Leg> edges)
    {
        if (!_gone.IsCancellationRequested)
        {
            StateHasChanged();
        }

        return Task.CompletedTask;
    }

    /// <summary>Frees what the component holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_gone.IsCancellationRequested)
        {
            _listening?.Dispose();
            _gone.Cancel();
            _gone.Dispose();
        }
    }
}
