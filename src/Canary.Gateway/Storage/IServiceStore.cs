namespace Canary.Gateway.Storage;

/// <summary>Where services, their history, the audit and the list of gateways are kept. Implementations pass one contract test suite.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>; it then changed nothing that a later read does not show. Safe for concurrent use.</remarks>
internal interface IServiceStore : IAsyncDisposable
{
    /// <summary>Whether the store answered last time, for metrics and readiness.</summary>
    bool IsConnected { get; }

    /// <summary>Called (on any thread, must return at once) with a revision that may be new. Hints can be lost: poll as well.</summary>
    event Action<long>? Announced;

    /// <summary>Connects or opens. Returns also where a remote store cannot be reached yet: it goes on trying.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>What was written after <paramref name="sinceRevision"/>; with 0, every service. A consistent view at one revision.</summary>
    Task<StoreChanges> ReadAsync(long sinceRevision, CancellationToken cancellation);

    /// <summary>A slice of the stored services, whatever their revision, to check that none was changed behind the store's back.</summary>
    /// <param name="cursor">0 to begin, then what the previous slice returned.</param>
    /// <param name="count">About how many.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<(long NextCursor, IReadOnlyList<StoredDocument> Documents)> ScanAsync(long cursor, int count, CancellationToken cancellation);

    /// <summary>Writes everything in one atomic step: conditions, services with their matches, documents, events, history, audit and announcement.</summary>
    Task<WriteResult> WriteAsync(StoreWrite write, CancellationToken cancellation);

    /// <summary>Replaces everything by <paramref name="services"/> at a revision above <paramref name="aboveRevision"/> and above the store's own.</summary>
    /// <param name="storeId">The identity that the store takes.</param>
    /// <param name="aboveRevision">The revision that gateways have applied.</param>
    /// <param name="services">What the store holds afterwards.</param>
    /// <param name="origin">Who asked for it.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The new revision, which every service has.</returns>
    Task<long> ReseedAsync(string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin, CancellationToken cancellation);

    /// <summary>Accepted versions of a service, newest first, also of a deleted one.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="beforeRevision">Only older ones than this; null: from the newest.</param>
    /// <param name="limit">At most so many, 1 to 1000.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string service, long? beforeRevision, int limit, CancellationToken cancellation);

    /// <summary>
    /// Accepted writes of all services after a revision, oldest first, about <paramref name="limit"/>: those of one revision (a reseed)
    /// come together, so that the last one's revision is where to go on. Entries carry no document.
    /// </summary>
    Task<IReadOnlyList<HistoryEntry>> ReadEventsAsync(long sinceRevision, int limit, CancellationToken cancellation);

    /// <summary>Records an attempt that was refused.</summary>
    Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellation);

    /// <summary>Audit entries, newest first.</summary>
    /// <param name="beforeId">Only entries with a lower id; null: from the newest.</param>
    /// <param name="limit">At most so many, 1 to 1000.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? beforeId, int limit, CancellationToken cancellation);

    /// <summary>Says that this gateway is alive and what it has applied.</summary>
    Task AnnounceInstanceAsync(InstanceInfo instance, CancellationToken cancellation);

    /// <summary>Says that this gateway has stopped.</summary>
    Task RemoveInstanceAsync(string instanceId, CancellationToken cancellation);

    /// <summary>Gateways that announced themselves within <paramref name="maxAge"/>, by the store's clock, by id.</summary>
    Task<IReadOnlyList<InstanceInfo>> ReadInstancesAsync(TimeSpan maxAge, CancellationToken cancellation);
}
