using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>What an operator decides about a store that lost its data: write back what is served, or take over what is left.</summary>
internal sealed class StoreRecovery(IGatewayStore store, SnapshotState state, SnapshotSync sync)
{
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

    private static SeedDocument Seed(ServiceSnapshot service) => new(
        service.Name,
        Encoding.UTF8.GetString(ServiceDocument.Write(service.Config)),
        MatchKeys.Of(service.Config.Match),
        service.State == ServiceState.Empty ? null : Encoding.UTF8.GetString(ServiceStateDocument.Write(service.State)));
}
