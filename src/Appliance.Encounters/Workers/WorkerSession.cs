using Appliance.Encounters.Workers.Launch;
using Appliance.Encounters.Workers.Wire;
using Appliance.Evidence;
using Grpc.Core;
using WireRefusals = Appliance.Contracts.Mapping.Refusals;

namespace Appliance.Encounters.Workers;

/// <summary>One life of a worker process: takes jobs from the queue, has their evidence written, sends them, and ends when the process does.</summary>
internal sealed class WorkerSession : IAsyncDisposable
{
    private readonly WorkerShop _shop;
    private readonly string _id;
    private readonly LaunchedWorker _process;
    private readonly WorkerConnection _connection;
    private readonly SentProfiles _profiles;
    private readonly Action<int> _answered;
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _sendings = [];
    private readonly List<CodingJob> _lost = [];
    private int _end;
    private int _inFlight;

    /// <param name="shop">What all workers share.</param>
    /// <param name="id">The worker's place in the pool.</param>
    /// <param name="process">The running process.</param>
    /// <param name="connection">The checked connection to it.</param>
    /// <param name="answered">Told the number of notes after each answer.</param>
    public WorkerSession(WorkerShop shop, string id, LaunchedWorker process, WorkerConnection connection, Action<int> answered)
    {
        _shop = shop;
        _id = id;
        _process = process;
        _connection = connection;
        _profiles = new SentProfiles(connection);
        _answered = answered;
        _room = new SemaphoreSlim(shop.Options.RequestsPerWorkerOrDefault);
    }

    /// <summary>Why it ended; none while it lives.</summary>
    public WorkerEnd End => (WorkerEnd)Volatile.Read(ref _end);

    /// <summary>Signalled when it has ended, whatever ended it.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Requests that are with the worker.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Takes jobs until the worker ends or it is told to stop; returns when every job that was sent is settled or known to be lost.</summary>
    public async Task ServeAsync(CancellationToken stop)
    {
        using var taking = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
        _ = WatchAsync();
        try
        {
            while (!taking.IsCancellationRequested)
            {
                var batch = await TakeAsync(taking.Token).ConfigureAwait(false);
                if (batch is [{ Alone: true } single])
                {
                    await SendAloneAsync(single).ConfigureAwait(false);
                }
                else
                {
                    await SendAsync(batch).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (taking.IsCancellationRequested)
        {
            // No more jobs are taken.
        }

        await SendingsAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the worker; only the first reason counts.</summary>
    public void EndWith(WorkerEnd reason)
    {
        if (Interlocked.CompareExchange(ref _end, (int)reason, 0) != 0)
        {
            return;
        }

        _ended.Cancel();
        _process.Kill();
    }

    /// <summary>Asks the worker what it is; the health check.</summary>
    public Task<Contracts.Worker.V1.DescribeReply> DescribeAsync(CancellationToken cancellation) => _connection.DescribeAsync(cancellation);

    /// <summary>The jobs that were with the worker when it ended, after <see cref="ServeAsync"/> returned.</summary>
    public IReadOnlyList<CodingJob> Lost => _lost;

    public async ValueTask DisposeAsync()
    {
        EndWith(WorkerEnd.Stopped);
        _connection.Dispose();
        _profiles.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
        _ended.Dispose();
        _room.Dispose();
    }

    private async Task WatchAsync()
    {
        await _process.Exited.ConfigureAwait(false);
        EndWith(WorkerEnd.Died);
    }

    /// <summary>Waits for the next job and takes those that wait behind it as far as there is room; holds room for each.</summary>
    private async Task<List<CodingJob>> TakeAsync(CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        var batch = new List<CodingJob>();
        try
        {
            batch.Add(await _shop.Queue.TakeAsync(cancellation).ConfigureAwait(false));
        }
        catch
        {
            _room.Release();
            throw;
        }

        while (!batch[0].Alone && _room.Wait(0, CancellationToken.None))
        {
            if (!_shop.Queue.TryTake(out var next))
            {
                _room.Release();
                break;
            }

            if (next.Alone)
            {
                _shop.Queue.Return(next);
                _room.Release();
                break;
            }

            batch.Add(next);
        }

        return batch;
    }

    private async Task SendAloneAsync(CodingJob job)
    {
        var all = _shop.Options.RequestsPerWorkerOrDefault;
        var held = 1;
        try
        {
            for (; held < all; held++)
            {
                await _room.WaitAsync(_ended.Token).ConfigureAwait(false);
            }

            await SendAsync([job]).ConfigureAwait(false);
            await SendingsAsync().ConfigureAwait(false);
            held--;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            _shop.Queue.Return(job);
        }
        finally
        {
            if (held > 0)
            {
                _room.Release(held);
            }
        }
    }

    /// <summary>Makes the intents of all jobs durable together, then sends each. Every job gives its room back when the worker is done with it.</summary>
    private async Task SendAsync(List<CodingJob> jobs)
    {
        foreach (var gone in jobs.Where(job => job.Caller.IsCancellationRequested).ToList())
        {
            gone.Cancel();
            jobs.Remove(gone);
            _room.Release();
        }

        if (jobs.Count == 0)
        {
            return;
        }

        try
        {
            await _shop.Log.AppendAsync([.. jobs.Select(job => WorkerEvidence.Intent(job, _id))], CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            WorkerLog.EvidenceFailed(_shop.Logger, _id, e.GetType().Name);
            jobs.ForEach(job => job.Refuse(WorkerRefusals.NoEvidence));
            _room.Release(jobs.Count);
            return;
        }

        jobs.ForEach(job => Track(SendAsync(job)));
    }

    private async Task SendAsync(CodingJob job)
    {
        await Task.Yield();
        if (_ended.IsCancellationRequested)
        {
            _room.Release();
            await TryAppendAsync(WorkerEvidence.NotSent(job, _id, WorkerRefusals.NoWorker)).ConfigureAwait(false);
            _shop.Queue.Return(job);
            return;
        }

        job.Attempts++;
        var started = _shop.Time.GetTimestamp();
        _shop.Metrics.Waited(job.Priority, _shop.Time.GetElapsedTime(job.EnqueuedAt, started));
        using var limit = new CancellationTokenSource(_shop.Options.RequestTimeout, _shop.Time);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, job.Caller);
        var outcome = "answered";
        Interlocked.Increment(ref _inFlight);
        try
        {
            if (job.Instructions.Profile is { } profile && await _profiles.EnsureAsync(profile, call.Token).ConfigureAwait(false) is { } unusable)
            {
                GiveBack();
                await TryAppendAsync(WorkerEvidence.NotSent(job, _id, unusable)).ConfigureAwait(false);
                job.Refuse(unusable);
                return;
            }

            var reply = await _connection.CodeAsync(job.Request, call.Token).ConfigureAwait(false);
            GiveBack();
            await AnsweredAsync(job, reply).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            GiveBack();
            outcome = await FailedAsync(job, e, limit.IsCancellationRequested).ConfigureAwait(false);
        }

        _shop.Metrics.Sent(outcome, _shop.Time.GetElapsedTime(started));
    }

    private async Task AnsweredAsync(CodingJob job, Contracts.Worker.V1.CodeReply reply)
    {
        var answer = _shop.Validator.Check(job.Encounter, job.Request.RequestId, reply, job.Instructions.Profile?.Hash);
        if (!answer.Succeeded)
        {
            await DistrustAsync(job, answer.Refusal!).ConfigureAwait(false);
        }
        else if (!await TryAppendAsync(WorkerEvidence.Sent(job, _id), WorkerEvidence.Returned(job, _id, answer.Value.Result, reply.CalculateSize())).ConfigureAwait(false))
        {
            job.Refuse(WorkerRefusals.NoEvidence);
        }
        else
        {
            _shop.Metrics.Answered(job.Encounter.Notes.Count, answer.Value.Result, answer.Value.Dropped);
            _shop.Suspects.Clear(job.Subject);
            job.Answer(answer.Value.Result);
            _answered(job.Encounter.Notes.Count);
        }
    }

    private async Task<string> FailedAsync(CodingJob job, Exception failure, bool tooLong)
    {
        // First of all, whatever else has come to pass meanwhile: an answer that was too large or unreadable stays one when the connection breaks behind it.
        if (failure is RpcException answer && (WorkerConnection.IsInvalidAnswer(answer) || (!_ended.IsCancellationRequested && WorkerConnection.IsInvalidStatus(answer))))
        {
            await DistrustAsync(job, WireRefusals.InvalidAnswer("reply")).ConfigureAwait(false);
            return "invalid";
        }

        await TryAppendAsync(WorkerEvidence.Sent(job, _id)).ConfigureAwait(false);
        if (job.Caller.IsCancellationRequested)
        {
            job.Cancel();
            return "cancelled";
        }

        if (tooLong || failure is not RpcException rpc || _ended.IsCancellationRequested || WorkerConnection.IsLost(rpc))
        {
            lock (_gate)
            {
                _lost.Add(job);
            }

            EndWith(tooLong ? WorkerEnd.TimedOut : WorkerEnd.Died);
            return tooLong ? "timeout" : "lost";
        }

        if (rpc.StatusCode == StatusCode.InvalidArgument)
        {
            job.Refuse(WireRefusals.InvalidRequest("request"));
            return "request";
        }

        job.Refuse(WorkerRefusals.EngineFailed);
        return "engine";
    }

    /// <summary>No honest worker answers so: the refusal is recorded, the encounter is refused and the process replaced, whichever way the answer was found out.</summary>
    private async Task DistrustAsync(CodingJob job, Domain.Refusal refusal)
    {
        var recorded = await TryAppendAsync(WorkerEvidence.Sent(job, _id), WorkerEvidence.AnswerRefused(job, _id, refusal.Code)).ConfigureAwait(false);
        WorkerLog.InvalidAnswer(_shop.Logger, _id, refusal.Location ?? string.Empty);
        EndWith(WorkerEnd.InvalidAnswer);
        job.Refuse(recorded ? refusal : WorkerRefusals.NoEvidence);
    }

    private void GiveBack()
    {
        Interlocked.Decrement(ref _inFlight);
        _room.Release();
    }

    private async Task<bool> TryAppendAsync(params EvidenceEntry[] entries)
    {
        try
        {
            await _shop.Log.AppendAsync(entries, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            WorkerLog.EvidenceFailed(_shop.Logger, _id, e.GetType().Name);
            return false;
        }
    }

    private void Track(Task sending)
    {
        lock (_gate)
        {
            _sendings.Add(sending);
        }

        _ = sending.ContinueWith(
            done =>
            {
                lock (_gate)
                {
                    _sendings.Remove(done);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private Task SendingsAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_sendings);
        }
    }
}
