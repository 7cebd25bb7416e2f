using System.Diagnostics.CodeAnalysis;
using Appliance.Domain.Intake;

namespace Appliance.Encounters.Workers;

/// <summary>
/// Three bounded queues that share the workers by weight (8 urgent, 4 normal, 1 bulk): the more urgent goes first, but of 13 turns one is bulk's as long as
/// bulk waits (smooth weighted round robin, as nginx does it).
/// </summary>
internal sealed class FairQueue(int capacity) : IDisposable
{
    private static readonly int[] Weights = [8, 4, 1];

    private readonly Lock _gate = new();
    private readonly LinkedList<CodingJob>[] _waiting = [new(), new(), new()];
    private readonly int[] _credit = new int[3];
    private readonly SemaphoreSlim _arrived = new(0);

    public int Count(CodingPriority priority)
    {
        lock (_gate)
        {
            return _waiting[(int)priority].Count;
        }
    }

    /// <summary>Puts a job last in its queue; false when that is full.</summary>
    public bool TryEnqueue(CodingJob job)
    {
        lock (_gate)
        {
            var queue = _waiting[(int)job.Priority];
            if (queue.Count >= capacity)
            {
                return false;
            }

            queue.AddLast(job);
        }

        _arrived.Release();
        return true;
    }

    /// <summary>Puts a job that was already taken first in its queue, whatever the bound.</summary>
    public void Return(CodingJob job)
    {
        lock (_gate)
        {
            _waiting[(int)job.Priority].AddFirst(job);
        }

        _arrived.Release();
    }

    /// <summary>Takes a job out before its turn; false when it is not there any more.</summary>
    public bool Remove(CodingJob job)
    {
        lock (_gate)
        {
            return _waiting[(int)job.Priority].Remove(job);
        }
    }

    /// <summary>The job whose turn it is.</summary>
    public bool TryTake([NotNullWhen(true)] out CodingJob? job)
    {
        lock (_gate)
        {
            var turn = -1;
            var sum = 0;
            for (var i = 0; i < _waiting.Length; i++)
            {
                if (_waiting[i].Count == 0)
                {
                    _credit[i] = 0;
                    continue;
                }

                sum += Weights[i];
                _credit[i] += Weights[i];
                turn = turn < 0 || _credit[i] > _credit[turn] ? i : turn;
            }

            job = turn < 0 ? null : _waiting[turn].First!.Value;
            if (job is null)
            {
                return false;
            }

            _credit[turn] -= sum;
            _waiting[turn].RemoveFirst();
            return true;
        }
    }

    /// <summary>Waits for the job whose turn it is.</summary>
    public async Task<CodingJob> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _arrived.WaitAsync(cancellation).ConfigureAwait(false);
            if (TryTake(out var job))
            {
                return job;
            }
        }
    }

    public void Dispose() => _arrived.Dispose();
}
