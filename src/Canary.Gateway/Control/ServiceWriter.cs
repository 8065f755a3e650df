using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Changes services: reads the current one, writes by compare-and-set, and waits until this gateway's requests see the result.</summary>
internal sealed class ServiceWriter(IGatewayStore store, SnapshotState state, SnapshotSync sync, TimeProvider time)
{
    // A writer who gave no condition wants the change, whoever comes between; a hundred rivals in a row are a fault.
    private const int MostAttempts = 100;

    private static readonly TimeSpan WaitForEffect = TimeSpan.FromSeconds(2);

    /// <summary>Creates or replaces a service; who owns it, and how far its rollout is, stays.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<WriteResult> ReplaceAsync(ServiceConfig service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        (await PutAsync(service.Name, before => DocumentResult<ServiceEdit>.Valid(new ServiceEdit(service, before?.State.Owner)), condition, origin, cancellation)).Result!;

    /// <summary>Changes an existing service. Where nobody gave a condition and another writer comes between, it is read and changed again.</summary>
    /// <param name="name">The service.</param>
    /// <param name="change">From the service as it is to the service as it should be; pure, may be called several times; errors refuse the change.</param>
    /// <param name="condition">What must be true of the stored one.</param>
    /// <param name="origin">Who, and why.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<ChangeOutcome> ChangeAsync(
        string name, Func<ServiceConfig, DocumentResult<ServiceConfig>> change, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        PutAsync(
            name,
            before =>
            {
                var changed = before is null ? null : change(before.Config);
                return changed is null ? null
                    : changed.IsValid ? DocumentResult<ServiceEdit>.Valid(new ServiceEdit(changed.Value, before!.State.Owner))
                    : DocumentResult<ServiceEdit>.Invalid(changed.Errors);
            },
            condition,
            origin,
            cancellation);

    /// <summary>Creates, replaces or leaves alone a service, with who owns it.</summary>
    /// <param name="name">The service.</param>
    /// <param name="edit">
    /// From the service as it is, or null, to the service as it should be; pure, may be called several times. Errors refuse the change; null leaves all as it is.
    /// </param>
    /// <param name="condition">What must be true of the stored one.</param>
    /// <param name="origin">Who, and why.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<ChangeOutcome> PutAsync(
        string name, Func<ServiceSnapshot?, DocumentResult<ServiceEdit>?> edit, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation)
    {
        DocumentResult<ServiceEdit>? wanted = null;
        var result = await EditAsync(
            name,
            condition,
            (snapshot, before) =>
            {
                wanted = edit(before);
                return wanted is { IsValid: true, Value: var put } ? Of(snapshot, Put(before, put), origin) : null;
            },
            cancellation);
        return new ChangeOutcome(result, wanted?.Errors ?? [], wanted?.Value?.Config);
    }

    /// <summary>Deletes a service.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<WriteResult> DeleteAsync(string name, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        WriteAsync(Of(state.Current, new ServiceWrite(name, null, null, [], condition), origin), cancellation);

    /// <summary>Writes what is made of the services as they are; where another writer comes between, it is made again.</summary>
    /// <param name="edit">Makes the write from the newest snapshot; pure, may be called several times; null: nothing is to be written.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The store's answer, or null where nothing was to be written.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<WriteResult?> EditAsync(Func<Snapshot, StoreWrite?> edit, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (edit(state.Current) is not { } write)
            {
                return null;
            }

            var result = await WriteAsync(write, cancellation);
            if (result is not WriteResult.Mismatch || attempt == MostAttempts)
            {
                return result;
            }

            await sync.SyncNowAsync(cancellation);
        }
    }

    /// <summary>As <see cref="EditAsync(Func{Snapshot, StoreWrite?}, CancellationToken)"/>, of one service under a condition.</summary>
    /// <param name="name">The service.</param>
    /// <param name="condition">What must be true of it.</param>
    /// <param name="edit">Makes the write from the newest snapshot and the service in it, or null where there is none.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The store's answer, a mismatch where the condition does not hold, or null where nothing was to be written.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<WriteResult?> EditAsync(
        string name, WriteCondition condition, Func<Snapshot, ServiceSnapshot?, StoreWrite?> edit, CancellationToken cancellation)
    {
        if (!Holds(condition, state.Current.Services.GetValueOrDefault(name)))
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
            cancellation);
        return mismatch ?? result;
    }

    /// <summary>Writes, and waits until this gateway's requests see it. Where the store's conditions do not hold, nothing is written.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<WriteResult> WriteAsync(StoreWrite write, CancellationToken cancellation)
    {
        var result = await store.WriteAsync(write, cancellation);
        if (result is WriteResult.Accepted accepted)
        {
            await WaitUntilInEffectAsync(accepted.Revision, cancellation);
        }

        return result;
    }

    /// <summary>Writes what this gateway serves into a store that lost its data (<paramref name="toStore"/>), or takes over what such a store holds.</summary>
    /// <returns>The revision in force afterwards.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="InvalidOperationException">What the store holds is refused; the message says why.</exception>
    public async Task<long> RecoverAsync(bool toStore, WriteOrigin origin, CancellationToken cancellation)
    {
        if (toStore)
        {
            var served = state.Current;
            var instances = await store.ReadInstancesAsync(TimeSpan.FromMinutes(1), cancellation);
            var above = instances.Select(instance => instance.AppliedRevision).Append(served.Revision).Max();
            var storeId = served.StoreId.Length > 0 ? served.StoreId : Guid.NewGuid().ToString("N");
            await store.ReseedAsync(storeId, above, [.. served.Services.Values.Select(Seed)], origin, cancellation);
            await sync.SyncNowAsync(cancellation);
        }
        else
        {
            await sync.AcceptStoreAsync(cancellation);
        }

        return state.Current.Revision;
    }

    private static SeedDocument Seed(ServiceSnapshot service) =>
        new(service.Name, Encoding.UTF8.GetString(ServiceDocument.Write(service.Config)), MatchKeys.Of(service.Config.Match), StateOf(service.State));

    private static bool Holds(WriteCondition condition, ServiceSnapshot? found) =>
        condition.Revision is { } wanted ? wanted == (found?.Revision ?? 0) : found is not null;

    private static ServiceWrite Put(ServiceSnapshot? before, ServiceEdit edit) => new(
        edit.Config.Name,
        Encoding.UTF8.GetString(ServiceDocument.Write(edit.Config)),
        StateOf((before?.State ?? ServiceState.Empty) with { Owner = edit.Owner }),
        MatchKeys.Of(edit.Config.Match),
        before is null ? WriteCondition.MustNotExist : WriteCondition.MustBe(before.Revision));

    private static string? StateOf(ServiceState state) => state == ServiceState.Empty ? null : Encoding.UTF8.GetString(ServiceStateDocument.Write(state));

    private static StoreWrite Of(Snapshot served, ServiceWrite service, WriteOrigin origin) =>
        StoreWrite.Of(service, origin, served.StoreId.Length > 0 ? served.StoreId : null, served.Revision);

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
}
