using System.Text.Json;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Evidence;
using Microsoft.Data.Sqlite;

namespace Appliance.Encounters.Storage.Commit;

/// <summary>The steps of a commit, in order; between any two of them the process may die.</summary>
internal enum CommitStep
{
    Begun,
    KeysDurable,
    IntentsDurable,
    DataWritten,
    DataDurable,
    OutcomesDurable,
}

/// <summary>
/// Deliveries that share one evidence append and one transaction. Order: keys durable, evidence of receiving and storing durable, data durable,
/// outcomes recorded, answered.
/// </summary>
internal sealed class CommitGroup(IReadOnlyList<PendingCommit> members, ClinicalSql sql, KeyStore keys, IEvidenceLog evidence, TimeProvider time, Action<CommitStep>? atStep)
{
    private readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
    private IReadOnlyList<(CommitPlan Plan, IReadOnlyList<EvidenceEntry> Announced, long Sequence)> _plans = [];
    private Refusal? _refusal;

    /// <summary>Who is in it.</summary>
    public IReadOnlyList<PendingCommit> Members => members;

    /// <summary>What was written: encounters that now have something in their inbox. Empty when nothing was.</summary>
    public IEnumerable<(CommitPlan Plan, PlannedNotice Notice)> Notices => _refusal is null ? _plans.SelectMany(p => p.Plan.Notices.Select(n => (p.Plan, n))) : [];

    /// <summary>Everything up to the durable data. The caller holds the write right.</summary>
    public async Task WriteAsync()
    {
        atStep?.Invoke(CommitStep.Begun);
        var planner = new CommitPlanner(sql, keys, _now);
        try
        {
            planner.ResolveSubjects(members.Select(m => m.Delivery));
        }
        catch (SqliteException e) when (SqliteFile.IsUnavailable(e))
        {
            _refusal = Refusals.StorageUnavailable;
            return;
        }

        atStep?.Invoke(CommitStep.KeysDurable);
        var plans = members.Select(m => Plan(planner, m.Delivery)).ToList();
        try
        {
            await AnnounceAsync(plans).ConfigureAwait(false);
        }
        catch (EvidenceUnavailableException)
        {
            _refusal = Refusals.EvidenceUnavailable;
            return;
        }

        atStep?.Invoke(CommitStep.IntentsDurable);
        if (plans.Any(p => p.ChangesAnything))
        {
            WriteData(planner);
        }
    }

    /// <summary>Records the outcomes and answers everybody. The write right is no longer needed.</summary>
    public async Task AnswerAsync()
    {
        var sequences = await RecordOutcomesAsync().ConfigureAwait(false);
        atStep?.Invoke(CommitStep.OutcomesDurable);
        for (var i = 0; i < members.Count; i++)
        {
            if ((_refusal ?? _plans[i].Plan.Refusal) is { } refusal)
            {
                members[i].Succeed(refusal);
            }
            else
            {
                members[i].Succeed(new DeliveryReceipt([.. _plans[i].Plan.Writes.Select(w => w.Becomes)], sequences[i]));
            }
        }
    }

    /// <summary>A delivery that cannot be understood must not take the others of its group along.</summary>
    private static CommitPlan Plan(CommitPlanner planner, Delivery delivery)
    {
        try
        {
            return planner.Plan(delivery);
        }
        catch (JsonException)
        {
            return CommitPlan.Refused(delivery, Refusals.NotJson);
        }
    }

    private async Task AnnounceAsync(List<CommitPlan> plans)
    {
        var entries = plans.Select(CommitEvidence.Before).ToList();
        var sequenced = await evidence.AppendAsync([.. entries.SelectMany(e => e)], CancellationToken.None).ConfigureAwait(false);
        var announced = new List<(CommitPlan, IReadOnlyList<EvidenceEntry>, long)>(plans.Count);
        var at = 0;
        foreach (var (plan, own) in plans.Zip(entries))
        {
            at += own.Count;
            announced.Add((plan, own, sequenced.Count == 0 ? -1 : sequenced[Math.Max(0, at - 1)].Sequence));
        }

        _plans = announced;
    }

    private void WriteData(CommitPlanner planner)
    {
        try
        {
            sql.Begin();
            var writer = new CommitWriter(sql, keys, planner.NewSubjects, _now);
            foreach (var (plan, _, _) in _plans)
            {
                writer.Write(plan);
            }

            atStep?.Invoke(CommitStep.DataWritten);
            sql.Commit();
        }
        catch (SqliteException e) when (SqliteFile.IsUnavailable(e))
        {
            sql.Rollback();
            _refusal = Refusals.StorageUnavailable;
            return;
        }
        catch
        {
            sql.Rollback();
            throw;
        }

        atStep?.Invoke(CommitStep.DataDurable);
    }

    /// <summary>
    /// The data is durable and its intents are recorded, so an outcome that cannot be recorded changes nothing for the sender: the crossing stays open and
    /// is closed as interrupted at the next start, and the log refuses the next movement.
    /// </summary>
    private async Task<long[]> RecordOutcomesAsync()
    {
        var sequences = _plans.Select(p => p.Sequence).ToArray();
        var outcomes = _plans.Select(p => CommitEvidence.After(p.Announced, _refusal).ToList()).ToList();
        if (outcomes.TrueForAll(o => o.Count == 0))
        {
            return sequences;
        }

        try
        {
            var sequenced = await evidence.AppendAsync([.. outcomes.SelectMany(o => o)], CancellationToken.None).ConfigureAwait(false);
            var at = 0;
            for (var i = 0; i < outcomes.Count; i++)
            {
                at += outcomes[i].Count;
                sequences[i] = outcomes[i].Count == 0 ? sequences[i] : sequenced[at - 1].Sequence;
            }
        }
        catch (EvidenceUnavailableException)
        {
        }

        return sequences;
    }
}
