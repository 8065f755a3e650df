using Canary.Core.Selection;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Tells whether a store has lost what a gateway serves.</summary>
internal static class LostData
{
    /// <summary>Why what the store offers is not taken for news; null where it may be.</summary>
    public static string? Describe(Snapshot current, StoreChanges changes)
    {
        if (changes.Revision < current.Revision)
        {
            return $"the store is at revision {changes.Revision}, below {current.Revision} which is served: it has lost data";
        }

        return current.StoreId.Length > 0 && changes.StoreId != current.StoreId
            ? $"the store is another one (id '{changes.StoreId}', revision {changes.Revision}) than the one that is served (id '{current.StoreId}', revision {current.Revision})"
            : null;
    }

    /// <summary>
    /// A service that is served at a revision which, as the store's log has it, was another write: after a failover that lost
    /// some writes, others have taken their revisions. Null where there is none: then what differs was changed behind the store's back.
    /// </summary>
    /// <param name="store">The store, which has at least the snapshot's revision.</param>
    /// <param name="served">The services in question.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<string?> FindForkAsync(IServiceStore store, IEnumerable<ServiceSnapshot> served, CancellationToken cancellation)
    {
        if (await store.ReadEventsAsync(0, 1, cancellation) is not [var oldest, ..])
        {
            return null;
        }

        foreach (var service in served.Where(service => service.Revision >= oldest.Revision))
        {
            var events = await store.ReadEventsAsync(service.Revision - 1, 1, cancellation);
            if (!events.Any(told => told.Revision == service.Revision && told.Service == service.Name))
            {
                return $"service '{service.Name}' at revision {service.Revision} is not in its log";
            }
        }

        return null;
    }
}
