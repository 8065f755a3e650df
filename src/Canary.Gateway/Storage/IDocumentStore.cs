namespace Canary.Gateway.Storage;

/// <summary>Small documents beside the services (sinks, releases, how far deliveries are), and the outbox of events. All are written by <see cref="IServiceStore.WriteAsync"/>.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>. Safe for concurrent use.</remarks>
internal interface IDocumentStore
{
    /// <summary>All documents of a kind, by name.</summary>
    /// <param name="kind">One of <see cref="DocumentKinds"/>.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<StoredRecord>> ReadDocumentsAsync(string kind, CancellationToken cancellation);

    /// <summary>One document, or null.</summary>
    Task<StoredRecord?> FindDocumentAsync(string kind, string name, CancellationToken cancellation);

    /// <summary>Events of the outbox after <paramref name="sequence"/>, in order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(long sequence, int limit, CancellationToken cancellation);

    /// <summary>Forgets events up to and with <paramref name="sequence"/>, which nobody needs any more.</summary>
    Task TrimOutboxAsync(long sequence, CancellationToken cancellation);
}

/// <summary>Kinds of documents.</summary>
internal static class DocumentKinds
{
    /// <summary>Notification sinks.</summary>
    public const string Sinks = "sinks";

    /// <summary>How far deliveries to each sink are, and what was given up.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Sets of services released together.</summary>
    public const string Releases = "releases";

    /// <summary>Keys that the gateways of a store share, such as that of signed links.</summary>
    public const string Secrets = "secrets";

    /// <summary>How far the checks of a service's rollout are whose source is outside.</summary>
    public const string Checks = "checks";
}

/// <summary>A document as it is stored.</summary>
/// <param name="Name">Its name, unique in its kind.</param>
/// <param name="Version">Rises with every write of this document, from 1, also across a deletion.</param>
/// <param name="Json">Its content.</param>
internal sealed record StoredRecord(string Name, long Version, string Json);

/// <summary>An event of the outbox.</summary>
/// <param name="Sequence">Its place; rises, given by the store.</param>
/// <param name="Key">Events with the same key are delivered in order.</param>
/// <param name="Json">The event.</param>
internal sealed record OutboxEntry(long Sequence, string Key, string Json);
