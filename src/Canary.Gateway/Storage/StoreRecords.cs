namespace Canary.Gateway.Storage;

/// <summary>A service as it is stored: not parsed, as it is validated only by whom it concerns.</summary>
/// <param name="Name">The service's name.</param>
/// <param name="Revision">The revision at which it was written.</param>
/// <param name="Document">Its JSON document.</param>
/// <param name="State">What the gateway remembers about it (<see cref="Canary.Core.Rollouts.ServiceStateDocument"/>), or null: nothing.</param>
internal sealed record StoredDocument(string Name, long Revision, string Document, string? State = null);

/// <summary>A service that is to be stored by a reseed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Document">Its JSON document.</param>
/// <param name="MatchKeys">The places that it takes.</param>
/// <param name="State">What the gateway remembers about it, or null: nothing.</param>
internal sealed record SeedDocument(string Name, string Document, IReadOnlyList<string> MatchKeys, string? State = null);

/// <summary>What changed in the store after some revision.</summary>
/// <param name="StoreId">Identity of the store's history; empty for a store that was never written to.</param>
/// <param name="Revision">The store's revision; 0 for an empty one. May be lower than what was asked for: the store lost its data.</param>
/// <param name="Written">Services written since, each in its latest version.</param>
/// <param name="Deleted">Names deleted since.</param>
internal sealed record StoreChanges(string StoreId, long Revision, IReadOnlyList<StoredDocument> Written, IReadOnlyList<string> Deleted)
{
    /// <summary>
    /// Whether <see cref="Written"/> is every service, so that what it does not name is gone: where all were asked for, after a reseed,
    /// and where the deletions since are forgotten.
    /// </summary>
    public bool IsComplete { get; init; }
}

/// <summary>Who writes, and why; kept in history and audit.</summary>
/// <param name="Actor">The name of the key or account, <c>anonymous</c> where the admin listener is open, or a part of the gateway (<c>import</c>).</param>
/// <param name="Remote">The peer's address, or null for the gateway itself.</param>
/// <param name="Action">What is done, as <c>service.replace</c>, <c>weights</c>, <c>rollback</c>, <c>restore</c>, <c>service.delete</c>, <c>import</c>.</param>
/// <param name="Reason">What the operator said, or null.</param>
internal sealed record WriteOrigin(string Actor, string? Remote, string Action, string? Reason);

/// <summary>What must be true of the stored service for a write to be accepted.</summary>
internal readonly record struct WriteCondition
{
    private WriteCondition(long? revision) => Revision = revision;

    /// <summary>The revision it must have; 0: it must not exist; null: anything.</summary>
    public long? Revision { get; }

    /// <summary>No condition.</summary>
    public static WriteCondition None => default;

    /// <summary>The service must not exist (<c>If-None-Match: *</c>).</summary>
    public static WriteCondition MustNotExist => new(0);

    /// <summary>The service must exist at this revision (<c>If-Match</c>).</summary>
    public static WriteCondition MustBe(long revision) => new(revision);
}

/// <summary>A write of one service; part of a <see cref="StoreWrite"/>.</summary>
/// <param name="Name">The service's name.</param>
/// <param name="Document">Its new JSON document; null deletes it.</param>
/// <param name="State">What the gateway remembers about it from now on, or null: nothing.</param>
/// <param name="MatchKeys">The places that it takes (<see cref="Canary.Core.Services.MatchKeys"/>); empty for a deletion.</param>
/// <param name="Condition">What must be true of the stored one.</param>
internal sealed record ServiceWrite(string Name, string? Document, string? State, IReadOnlyList<string> MatchKeys, WriteCondition Condition);

/// <summary>What became of a write.</summary>
internal abstract record WriteResult
{
    private WriteResult()
    {
    }

    /// <summary>Accepted and durable.</summary>
    /// <param name="Revision">The new revision; the store's present one where no service was written.</param>
    /// <param name="Created">Whether the first service of the write did not exist before.</param>
    internal sealed record Accepted(long Revision, bool Created) : WriteResult;

    /// <summary>A condition did not hold, or a deletion found nothing.</summary>
    /// <param name="Name">The service or document concerned.</param>
    /// <param name="CurrentRevision">Its revision (a document's version), null where there is none.</param>
    internal sealed record Mismatch(string Name, long? CurrentRevision) : WriteResult;

    /// <summary>Another service has the same host and path.</summary>
    /// <param name="MatchKey">The place that both want.</param>
    /// <param name="Service">Who has it.</param>
    internal sealed record MatchConflict(string MatchKey, string Service) : WriteResult;

    /// <summary>The lease under which the write was to be made is not in force any more.</summary>
    internal sealed record LeaseLost : WriteResult;

    /// <summary>The store is behind what gateways serve, or is another one: it has lost its data.</summary>
    /// <param name="StoreRevision">Its revision.</param>
    internal sealed record Behind(long StoreRevision) : WriteResult;
}

/// <summary>An accepted write.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Revision">The revision that the write got.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Origin">Who, and why.</param>
/// <param name="Document">The document that was written; null for a deletion and where entries are read without documents.</param>
internal sealed record HistoryEntry(string Service, long Revision, DateTimeOffset At, WriteOrigin Origin, string? Document);

/// <summary>An attempt at a change, accepted or refused.</summary>
/// <param name="Id">Rises with every entry; given by the store.</param>
/// <param name="At">When, by the store's clock; given by the store.</param>
/// <param name="Origin">Who, from where, what and why.</param>
/// <param name="Service">The service concerned, or null.</param>
/// <param name="Status">The HTTP status of the answer; 200 for accepted writes.</param>
/// <param name="Revision">The revision of an accepted write, else null.</param>
/// <param name="Detail">Why it was refused, else null.</param>
internal sealed record AuditEntry(long Id, DateTimeOffset At, WriteOrigin Origin, string? Service, int Status, long? Revision, string? Detail);

/// <summary>A live gateway.</summary>
/// <param name="Id">What it calls itself.</param>
/// <param name="Version">Its version.</param>
/// <param name="AppliedRevision">The revision that its requests see.</param>
/// <param name="StartedAt">When it started, by its own clock.</param>
/// <param name="SeenAt">When it last said so, by the store's clock; given by the store.</param>
internal sealed record InstanceInfo(string Id, string Version, long AppliedRevision, DateTimeOffset StartedAt, DateTimeOffset SeenAt)
{
    /// <summary>The token of the lease by which it leads, as far as it knows; 0, the default, where it does not. Of several the highest is in force.</summary>
    public long LeaseToken { get; init; }
}
