using System.Text;
using Canary.Core.Selection;
using Canary.Core.Services;
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
    /// A service that is not served as the store's log has it: after a failover that lost some writes, others may have taken
    /// their revisions. Null where there is none: then what differs was changed behind the store's back.
    /// </summary>
    /// <param name="store">The store, which has at least the snapshot's revision.</param>
    /// <param name="suspects">The services in question.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<string?> FindForkAsync(IServiceStore store, IEnumerable<StoreScrub.Suspect> suspects, CancellationToken cancellation)
    {
        if (await store.ReadEventsAsync(0, 1, cancellation) is not [var oldest, ..])
        {
            return null;
        }

        foreach (var suspect in suspects)
        {
            if (suspect.Served is { } served && served.Revision >= oldest.Revision && !await IsInLogAsync(store, served, cancellation))
            {
                return $"service '{served.Name}' at revision {served.Revision} is not in its log";
            }

            if (suspect.Stored is { } stored && await IsLatestAsync(store, stored, cancellation) && !IsServed(stored, suspect.Served))
            {
                return $"service '{stored.Name}' at revision {stored.Revision} is another write there, or what followed it is lost";
            }
        }

        return null;
    }

    private static async Task<bool> IsInLogAsync(IServiceStore store, ServiceSnapshot served, CancellationToken cancellation) =>
        (await store.ReadEventsAsync(served.Revision - 1, 1, cancellation)).Any(told => told.Revision == served.Revision && told.Service == served.Name);

    // What was changed behind the store's back is not what its history has.
    private static async Task<bool> IsLatestAsync(IServiceStore store, StoredDocument stored, CancellationToken cancellation) =>
        await store.ReadHistoryAsync(stored.Name, null, 1, cancellation) is [var latest] && latest.Revision == stored.Revision && latest.Document == stored.Document;

    private static bool IsServed(StoredDocument stored, ServiceSnapshot? served) =>
        served is not null && ServiceDocument.Read(Encoding.UTF8.GetBytes(stored.Document)) is { IsValid: true } document
        && ServiceDocument.Write(document.Value).AsSpan().SequenceEqual(ServiceDocument.Write(served.Config));
}
