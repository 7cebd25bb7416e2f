namespace Appliance.Fhir.Intake;

/// <summary>
/// Locks by key, many keys at once. Taken in one order, so that two requests never wait for each other; different keys rarely share a lock, and when they do they only wait.
/// </summary>
internal sealed class StripedLocks
{
    private const int Stripes = 1024;

    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for all of the keys; dispose the result to let them go.</summary>
    public async Task<IDisposable> TakeAsync<T>(IEnumerable<T> keys, CancellationToken cancellation)
        where T : notnull
    {
        var order = keys.Select(k => (k.GetHashCode() & int.MaxValue) % Stripes).Distinct().Order().ToArray();
        var held = new Held(_stripes, order);
        try
        {
            foreach (var stripe in order)
            {
                await _stripes[stripe].WaitAsync(cancellation).ConfigureAwait(false);
                held.Count++;
            }
        }
        catch
        {
            held.Dispose();
            throw;
        }

        return held;
    }

    private sealed class Held(SemaphoreSlim[] stripes, int[] order) : IDisposable
    {
        public int Count { get; set; }

        public void Dispose()
        {
            for (; Count > 0; Count--)
                stripes[order[Count - 1]].Release();
        }
    }
}
