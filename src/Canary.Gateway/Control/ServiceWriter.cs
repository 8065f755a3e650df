using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Addressing;
using Canary.Gateway.Control.Leading;
using Canary.Gateway.Control.Rollouts;
using Canary.Gateway.Notifications;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Control;

/// <summary>Changes services: makes a write from the newest snapshot, writes by compare-and-set, and waits until this gateway's requests see the result.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>. Where another writer comes between, the write is made again.</remarks>
internal sealed partial class ServiceWriter(
    IGatewayStore store, SnapshotState state, SnapshotSync sync, StoreClock clock, CloudEvents events, RolloutMetrics metrics, AddressPolicy addresses, TimeProvider time, ILogger<ServiceWriter> logger)
{
    // A writer who gave no condition wants the change, whoever comes between; a hundred rivals in a row are a fault.
    private const int MostAttempts = 100;

    private static readonly TimeSpan WaitForEffect = TimeSpan.FromSeconds(2);

    /// <summary>Creates or replaces a service, for a person; who owns it stays.</summary>
    public Task<ChangeOutcome> ReplaceAsync(ServiceConfig service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        PutAsync(service.Name, _ => DocumentResult<ServiceConfig>.Valid(service), condition, origin, cancellation);

    /// <summary>Changes an existing service, for a person.</summary>
    /// <param name="name">The service.</param>
    /// <param name="change">From the service as it is to the service as it should be; pure, may be called several times; errors refuse the change.</param>
    /// <param name="condition">What must be true of the stored one.</param>
    /// <param name="origin">Who, and why.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task<ChangeOutcome> ChangeAsync(
        string name, Func<ServiceConfig, DocumentResult<ServiceConfig>> change, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        PutAsync(name, before => before is null ? null : change(before.Config), condition, origin, cancellation);

    /// <summary>Deletes a service, for a person.</summary>
    public async Task<ChangeOutcome> DeleteAsync(string name, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation)
    {
        FileOwner? refusedBy = null;
        var result = await EditAsync(
            name,
            condition,
            (snapshot, before) =>
            {
                refusedBy = FileOwnership.RefusalOf(before, after: null);
                if (before is null || refusedBy is not null)
                {
                    return null;
                }

                var batch = new RolloutBatch(snapshot, events);
                batch.Delete(before);
                return batch;
            },
            origin,
            cancellation);
        return new ChangeOutcome(result, [], null) { RefusedBy = refusedBy };
    }

    /// <summary>Writes what is made of the services as they are.</summary>
    /// <param name="edit">Collects the write from the newest snapshot; pure, may be called several times; null: nothing is to be written.</param>
    /// <param name="origin">Who, and why.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The store's answer, or null where nothing was to be written.</returns>
    public Task<WriteResult?> EditAsync(Func<Snapshot, RolloutBatch?> edit, WriteOrigin origin, CancellationToken cancellation) =>
        EditAsync(edit, overwritesRefused: true, origin, cancellation);

    /// <summary>The same of one service, under a condition.</summary>
    /// <param name="name">The service.</param>
    /// <param name="condition">What must be true of it.</param>
    /// <param name="edit">Collects the write from the newest snapshot and the service in it, or null where there is none.</param>
    /// <param name="origin">Who, and why.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The store's answer, a mismatch where the condition does not hold, or null where nothing was to be written.</returns>
    public async Task<WriteResult?> EditAsync(
        string name, WriteCondition condition, Func<Snapshot, ServiceSnapshot?, RolloutBatch?> edit, WriteOrigin origin, CancellationToken cancellation)
    {
        var known = state.Current.Services.GetValueOrDefault(name);
        if (condition.Revision is { } expected ? expected != (known?.Revision ?? 0) : known is null)
        {
            // It may have been written elsewhere a moment ago.
            await sync.SyncNowAsync(cancellation);
        }

        WriteResult.Mismatch? mismatch = null;
        var result = await EditAsync(
            snapshot =>
            {
                var found = snapshot.Services.GetValueOrDefault(name);
                var holds = condition.Revision is not { } wanted || wanted == (found?.Revision ?? 0);
                mismatch = holds ? null : new WriteResult.Mismatch(name, found?.Revision);
                return holds ? edit(snapshot, found) : null;
            },
            overwritesRefused: condition.Revision is null,
            origin,
            cancellation);
        return mismatch ?? result;
    }

    /// <summary>Writes once, and waits until this gateway's requests see it. Where the store's conditions do not hold, nothing is written.</summary>
    public async Task<WriteResult> WriteAsync(RolloutBatch batch, WriteOrigin origin, Lease? lease, CancellationToken cancellation)
    {
        var result = await store.WriteAsync(batch.ToWrite(WithLine(origin, batch), lease), cancellation);
        if (result is WriteResult.Accepted accepted)
        {
            foreach (var (service, change) in batch.Changes)
            {
                metrics.Moved(service, change);
                Log.Moved(logger, service, change.Message, accepted.Revision);
            }

            await WaitUntilInEffectAsync(accepted.Revision, cancellation);
        }

        return result;
    }

    // The rollout follows (RolloutFollowUp), and files keep what they own.
    private async Task<ChangeOutcome> PutAsync(
        string name, Func<ServiceSnapshot?, DocumentResult<ServiceConfig>?> change, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation)
    {
        DocumentResult<ServiceConfig>? wanted = null;
        FileOwner? owner = null;
        FileOwner? refusedBy = null;
        var result = await EditAsync(
            name,
            condition,
            (snapshot, before) =>
            {
                (wanted, owner, refusedBy) = (change(before), before?.State.Owner, null);
                if (wanted is { IsValid: true } valid && addresses.Check(valid.Value, before?.Config) is { Count: > 0 } refused)
                {
                    wanted = DocumentResult<ServiceConfig>.Invalid(refused);
                }

                if (wanted is not { IsValid: true, Value: var after })
                {
                    return null;
                }

                refusedBy = FileOwnership.RefusalOf(before, after);
                if (refusedBy is not null)
                {
                    return null;
                }

                var batch = new RolloutBatch(snapshot, events);
                RolloutFollowUp.Put(batch, before, new ServiceEdit(after, owner), origin, clock.Now);
                return batch;
            },
            origin,
            cancellation);
        return new ChangeOutcome(result, wanted?.Errors ?? [], wanted?.Value) { Owner = owner, RefusedBy = refusedBy };
    }

    // A transition's line, which has the reason in it, is the same in history as in the API, the log and events.
    private static WriteOrigin WithLine(WriteOrigin origin, RolloutBatch batch) =>
        batch.Changes is [.., var last] && (origin.Action.StartsWith("rollout.", StringComparison.Ordinal) || origin.Action.StartsWith("release.", StringComparison.Ordinal))
            ? origin with { Reason = last.Change.Message }
            : origin;

    private async Task<WriteResult?> EditAsync(Func<Snapshot, RolloutBatch?> edit, bool overwritesRefused, WriteOrigin origin, CancellationToken cancellation)
    {
        var refused = new Dictionary<string, WriteCondition>(StringComparer.Ordinal);
        for (var attempt = 1; ; attempt++)
        {
            if (edit(state.Current) is not { } batch)
            {
                return null;
            }

            var result = await WriteAsync(batch.Over(refused), origin, lease: null, cancellation);
            if (result is not WriteResult.Mismatch mismatch || attempt == MostAttempts)
            {
                return result;
            }

            await sync.SyncNowAsync(cancellation);
            if (state.Refusal is not null && state.Current.Services.GetValueOrDefault(mismatch.Name)?.Revision != mismatch.CurrentRevision)
            {
                // What the store holds can't be read, and so never comes. Writing the service again is how operators mend that.
                if (!overwritesRefused)
                {
                    return result;
                }

                refused[mismatch.Name] = mismatch.CurrentRevision is { } stored ? WriteCondition.MustBe(stored) : WriteCondition.MustNotExist;
            }
        }
    }

    /// <summary>The write is durable by now: where it takes long to come into effect here, the answer says 2xx all the same and <c>/instances</c> shows the lag.</summary>
    private async Task WaitUntilInEffectAsync(long revision, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(WaitForEffect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await sync.WaitForAsync(revision, either.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1155, LogLevel.Information, "Service '{Service}': {Message} (revision {Revision})")]
        public static partial void Moved(ILogger logger, string service, string message, long revision);
    }
}
