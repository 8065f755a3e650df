namespace Canary.Core.Selection;

/// <summary>All services at one revision of the store; what requests read. Immutable.</summary>
/// <param name="StoreId">Identity of the store's history, so that another store's higher revision is not taken for news. Empty before the first load.</param>
/// <param name="Revision">The store's counter, 0 for an empty store.</param>
/// <param name="Services">Services by name.</param>
public sealed record Snapshot(string StoreId, long Revision, ShardedTable<ServiceSnapshot> Services)
{
    /// <summary>No services at revision 0.</summary>
    public static Snapshot Empty { get; } = new("", 0, ShardedTable<ServiceSnapshot>.Ordinal);
}
