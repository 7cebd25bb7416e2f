namespace Appliance.Dashboard.Shell;

/// <summary>What the open page says in the status bar. One per circuit.</summary>
public sealed class StatusLine
{
    /// <summary>Raised when the words change.</summary>
    public event Action? Changed;

    /// <summary>The words; null when the page says nothing.</summary>
    public string? Words { get; private set; }

    /// <summary>Shows words.</summary>
    public void Show(string words)
    {
        Words = words;
        Changed?.Invoke();
    }

    /// <summary>Takes the words away.</summary>
    public void Clear()
    {
        Words = null;
        Changed?.Invoke();
    }
}
