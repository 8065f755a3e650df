using System.Globalization;
using Canary.Gateway.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Canary.Benchmarks.Fleet;

/// <summary>The part of the Redis store that a gateway without admin calls uses: the same classes, but with the threads of the library shared by all.</summary>
internal sealed class FollowedStore : IServiceStore
{
    private readonly RedisReading _reading;
    private readonly RedisInstances _instances;

    /// <summary>A store that is not connected.</summary>
    /// <param name="configuration">Where Redis is, as an operator says it.</param>
    /// <param name="threads">The library's threads; by itself every connection makes its own.</param>
    public FollowedStore(string configuration, SocketManager threads)
    {
        var keys = new RedisKeys(new StoreOptions().KeyPrefix);
        var options = RedisConfiguration.Parse(configuration);
        options.SocketManager = threads;
        Connection = new RedisConnection(options, keys, NullLogger.Instance);
        _reading = new RedisReading(Connection, keys);
        _instances = new RedisInstances(Connection, keys);
        Connection.Received += message => Announced?.Invoke(long.Parse(message, CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public event Action<long>? Announced;

    /// <summary>Its connection.</summary>
    public RedisConnection Connection { get; }

    /// <inheritdoc/>
    public bool IsConnected => Connection.IsConnected;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellation) => Connection.StartAsync(cancellation);

    /// <inheritdoc/>
    public Task<StoreChanges> ReadAsync(long sinceRevision, CancellationToken cancellation) => _reading.ReadChangesAsync(sinceRevision, cancellation);

    /// <inheritdoc/>
    public Task<(long NextCursor, IReadOnlyList<StoredDocument> Documents)> ScanAsync(long cursor, int count, CancellationToken cancellation) =>
        _reading.ScanAsync(cursor, count, cancellation);

    /// <inheritdoc/>
    public Task AnnounceInstanceAsync(InstanceInfo instance, CancellationToken cancellation) => _instances.AnnounceAsync(instance, cancellation);

    /// <inheritdoc/>
    public Task RemoveInstanceAsync(string instanceId, CancellationToken cancellation) => _instances.RemoveAsync(instanceId, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstanceInfo>> ReadInstancesAsync(TimeSpan maxAge, CancellationToken cancellation) => _instances.ReadAsync(maxAge, cancellation);

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(StoreWrite write, CancellationToken cancellation) => throw OnlyFollows();

    /// <inheritdoc/>
    public Task<long> ReseedAsync(
        string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin, CancellationToken cancellation) => throw OnlyFollows();

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string service, long? beforeRevision, int limit, CancellationToken cancellation) => throw OnlyFollows();

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryEntry>> ReadEventsAsync(long sinceRevision, int limit, CancellationToken cancellation) => throw OnlyFollows();

    /// <inheritdoc/>
    public Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellation) => throw OnlyFollows();

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? beforeId, int limit, CancellationToken cancellation) => throw OnlyFollows();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static NotSupportedException OnlyFollows() => new("A simulated gateway only follows the store.");
}
