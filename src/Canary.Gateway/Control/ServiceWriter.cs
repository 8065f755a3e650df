using System.Text;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Changes services: reads the current one, writes by compare-and-set, and waits until this gateway's requests see the result.</summary>
internal sealed class ServiceWriter(IServiceStore store, SnapshotState state, SnapshotSync sync, TimeProvider time)
{
    // A writer who gave no condition wants the change, whoever comes between; a hundred rivals in a row are a fault.
    private const int MostAttempts = 100;

    private static readonly TimeSpan WaitForEffect = TimeSpan.FromSeconds(2);

    /// <summary>Creates or replaces a service.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<WriteResult> ReplaceAsync(ServiceConfig service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        WriteAsync(service.Name, Encoding.UTF8.GetString(ServiceDocument.Write(service)), MatchKeys.Of(service.Match), condition, origin, cancellation);

    /// <summary>Changes an existing service. Where nobody gave a condition and another writer comes between, it is read and changed again.</summary>
    /// <param name="name">The service.</param>
    /// <param name="change">From the service as it is to the service as it should be; pure, may be called several times; errors refuse the change.</param>
    /// <param name="condition">What must be true of the stored one.</param>
    /// <param name="origin">Who, and why.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<ChangeOutcome> ChangeAsync(
        string name, Func<ServiceConfig, DocumentResult<ServiceConfig>> change, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = await FindAsync(name, condition, cancellation);
            if (current is null)
            {
                return new ChangeOutcome(null, [], null);
            }

            if (condition.Revision is { } wanted && wanted != current.Revision)
            {
                return new ChangeOutcome(new WriteResult.Mismatch(current.Revision), [], null);
            }

            var changed = change(current.Config);
            if (!changed.IsValid)
            {
                return new ChangeOutcome(null, changed.Errors, null);
            }

            var result = await ReplaceAsync(changed.Value, WriteCondition.MustBe(current.Revision), origin, cancellation);
            if (result is not WriteResult.Mismatch || condition.Revision is not null || attempt == MostAttempts)
            {
                return new ChangeOutcome(result, [], changed.Value);
            }

            await sync.SyncNowAsync(cancellation);
        }
    }

    /// <summary>Deletes a service.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<WriteResult> DeleteAsync(string name, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        WriteAsync(name, null, [], condition, origin, cancellation);

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
        new(service.Name, Encoding.UTF8.GetString(ServiceDocument.Write(service.Config)), MatchKeys.Of(service.Config.Match));

    private async Task<ServiceSnapshot?> FindAsync(string name, WriteCondition condition, CancellationToken cancellation)
    {
        var current = state.Current.Services.GetValueOrDefault(name);
        if (current is null || (condition.Revision is { } wanted && wanted != current.Revision))
        {
            // It may have been written elsewhere a moment ago.
            await sync.SyncNowAsync(cancellation);
            current = state.Current.Services.GetValueOrDefault(name);
        }

        return current;
    }

    private async Task<WriteResult> WriteAsync(
        string name, string? document, IReadOnlyList<string> matchKeys, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation)
    {
        var served = state.Current;
        var storeId = served.StoreId.Length > 0 ? served.StoreId : null;
        var write = new ServiceWrite(name, document, matchKeys, condition, storeId, served.Revision, origin);
        var result = await store.WriteAsync(write, cancellation);
        if (result is WriteResult.Accepted accepted)
        {
            await WaitUntilInEffectAsync(accepted.Revision, cancellation);
        }

        return result;
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
}
