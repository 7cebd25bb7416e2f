namespace Appliance.Dashboard.Shell;

/// <summary>Tells the open encounter that kept decisions were sent behind its back, so that it reads its state again. One per circuit.</summary>
public sealed class DecisionsSent
{
    /// <summary>Raised after kept decisions were sent.</summary>
    public event Func<Task>? Done;

    /// <summary>Raises <see cref="Done"/>.</summary>
    public Task NotifyAsync() => Done?.Invoke() ?? Task.CompletedTask;
}
