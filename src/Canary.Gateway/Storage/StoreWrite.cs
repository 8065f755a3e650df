namespace Canary.Gateway.Storage;

/// <summary>Everything that is written in one atomic step: services, documents, and events that are told of it. All conditions are checked first; then all is written, or nothing.</summary>
internal sealed record StoreWrite
{
    /// <summary>A write of one service.</summary>
    public static StoreWrite Of(ServiceWrite service, WriteOrigin origin, string? storeId = null, long appliedRevision = 0) =>
        new() { Services = [service], Origin = origin, StoreId = storeId, AppliedRevision = appliedRevision };

    /// <summary>Services written or deleted, each once; all get the same new revision. Empty: the store's revision stays.</summary>
    public IReadOnlyList<ServiceWrite> Services { get; init; } = [];

    /// <summary>Documents written or deleted.</summary>
    public IReadOnlyList<DocumentWrite> Documents { get; init; } = [];

    /// <summary>Events for the outbox, in order.</summary>
    public IReadOnlyList<OutboxEvent> Events { get; init; } = [];

    /// <summary>The lease under which this is written: refused (<see cref="WriteResult.LeaseLost"/>) where it is not in force any more. Null: no leader's write.</summary>
    public Lease? Lease { get; init; }

    /// <summary>The identity of the store that the caller knows; null where it knows none.</summary>
    public string? StoreId { get; init; }

    /// <summary>The revision that the caller has applied: a store that is behind it has lost data and is not written to.</summary>
    public long AppliedRevision { get; init; }

    /// <summary>Who, and why; kept in the history of each service.</summary>
    public required WriteOrigin Origin { get; init; }

    /// <summary>Whether the audit gets an entry for each service, or one where there is none. Default true; false for the gateway's own bookkeeping.</summary>
    public bool Audited { get; init; } = true;
}

/// <summary>A write or deletion of a document.</summary>
/// <param name="Kind">One of <see cref="DocumentKinds"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Json">Its new content; null deletes it.</param>
/// <param name="Condition">What must be true of the stored one's version.</param>
internal sealed record DocumentWrite(string Kind, string Name, string? Json, WriteCondition Condition);

/// <summary>An event that is told to sinks.</summary>
/// <param name="Key">Events with the same key are delivered in order: a rollout's id.</param>
/// <param name="Json">A CloudEvent; its id makes a repetition recognisable.</param>
internal sealed record OutboxEvent(string Key, string Json);
