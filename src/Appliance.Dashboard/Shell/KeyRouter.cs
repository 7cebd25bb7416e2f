using Microsoft.JSInterop;

namespace Appliance.Dashboard.Shell;

/// <summary>Brings key presses from the browser to the page that is open. One per circuit; keys typed into a field do not come here.</summary>
public sealed class KeyRouter : IDisposable
{
    private readonly DotNetObjectReference<KeyRouter> _reference;
    private readonly List<Func<string, Task<bool>>> _listeners = [];

    public KeyRouter() => _reference = DotNetObjectReference.Create(this);

    /// <summary>Raised when the connection is back and the page is still the same.</summary>
    public event Func<Task>? Reconnected;

    /// <summary>Raised when a search by <c>Ctrl K</c> is asked for, by key or pointer.</summary>
    public event Func<Task>? PaletteAsked;

    /// <summary>Starts to receive keys from the browser, and tells it the host's time so that ages are right on a computer whose clock is wrong.</summary>
    public async Task ConnectAsync(IJSRuntime js, TimeProvider time) =>
        await js.InvokeVoidAsync("dash.listen", _reference, time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Listens until disposed. The latest listener is asked first; it answers true when the key was its own.</summary>
    public IDisposable Listen(Func<string, Task<bool>> listener)
    {
        _listeners.Add(listener);
        return new Listening(this, listener);
    }

    /// <summary>Called by the browser.</summary>
    [JSInvokable]
    public async Task OnKey(string key)
    {
        for (var i = _listeners.Count - 1; i >= 0; i--)
        {
            if (await _listeners[i](key))
            {
                return;
            }
        }
    }

    /// <summary>Called by the browser.</summary>
    [JSInvokable]
    public Task OnReconnected() => Reconnected?.Invoke() ?? Task.CompletedTask;

    /// <summary>Opens the search.</summary>
    public Task AskForPalette() => PaletteAsked?.Invoke() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _reference.Dispose();

    private sealed class Listening(KeyRouter router, Func<string, Task<bool>> listener) : IDisposable
    {
        public void Dispose() => router._listeners.Remove(listener);
    }
}
