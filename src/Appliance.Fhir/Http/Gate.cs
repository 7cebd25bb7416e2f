namespace Appliance.Fhir.Http;

/// <summary>Bounds how many requests, and how many bytes of them, are worked on at once. Who does not fit is told to come back instead of waiting.</summary>
internal sealed class Gate(int requests, long bytes)
{
    private int _requests;
    private long _bytes;

    /// <summary>A place, or null when there is none.</summary>
    public Lease? TryEnter()
    {
        if (Interlocked.Increment(ref _requests) <= requests)
            return new Lease(this);
        Interlocked.Decrement(ref _requests);
        return null;
    }

    /// <summary>A place and the bytes that were taken with it.</summary>
    internal sealed class Lease(Gate gate) : IDisposable
    {
        private long _held;
        private bool _left;

        /// <summary>Takes more bytes; false when they do not fit.</summary>
        public bool TryTake(long more)
        {
            if (Interlocked.Add(ref gate._bytes, more) > gate.Limit)
            {
                Interlocked.Add(ref gate._bytes, -more);
                return false;
            }

            _held += more;
            return true;
        }

        public void Dispose()
        {
            if (_left)
                return;
            _left = true;
            Interlocked.Add(ref gate._bytes, -_held);
            Interlocked.Decrement(ref gate._requests);
        }
    }

    private long Limit => bytes;
}
