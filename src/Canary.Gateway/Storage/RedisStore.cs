using System.Globalization;

namespace Canary.Gateway.Storage;

/// <summary>The store in Redis, for any number of gateways. Its keys: <see cref="RedisKeys"/>.</summary>
/// <remarks>
/// A write that was answered is as durable as the server's persistence makes it. A write that ended in a <see cref="StoreUnavailableException"/>
/// after it was sent may have been accepted, or may be yet when a server that hung goes on; the exception's text says so.
/// </remarks>
internal sealed partial class RedisStore : IServiceStore
{
    private readonly RedisConnection _connection;
    private readonly RedisReading _reading;
    private readonly RedisWriting _writing;
    private readonly RedisInstances _instances;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();

    public RedisStore(StoreOptions options, TimeProvider time, ILogger<RedisStore> logger)
    {
        var keys = new RedisKeys(options.KeyPrefix);
        _connection = new RedisConnection(RedisConfiguration.Parse(options.Redis), keys, logger);
        _reading = new RedisReading(_connection, keys);
        _writing = new RedisWriting(_connection, keys, options);
        _instances = new RedisInstances(_connection, keys);
        _time = time;
        _logger = logger;
        _connection.Received += OnReceived;
        _connection.Restored += OnRestored;
    }

    public event Action<long>? Announced;

    public bool IsConnected => _connection.IsConnected;

    public Task StartAsync(CancellationToken cancellation) => _connection.StartAsync(cancellation);

    public Task<StoreChanges> ReadAsync(long sinceRevision, CancellationToken cancellation) => _reading.ReadChangesAsync(sinceRevision, cancellation);

    public Task<(long NextCursor, IReadOnlyList<StoredDocument> Documents)> ScanAsync(long cursor, int count, CancellationToken cancellation) =>
        _reading.ScanAsync(cursor, count, cancellation);

    public Task<WriteResult> WriteAsync(ServiceWrite write, CancellationToken cancellation) => _writing.WriteAsync(write, cancellation);

    public Task<long> ReseedAsync(
        string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin, CancellationToken cancellation) =>
        _writing.ReseedAsync(storeId, aboveRevision, services, origin, cancellation);

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string service, long? beforeRevision, int limit, CancellationToken cancellation) =>
        _reading.ReadHistoryAsync(service, beforeRevision, limit, cancellation);

    public Task<IReadOnlyList<HistoryEntry>> ReadEventsAsync(long sinceRevision, int limit, CancellationToken cancellation) =>
        _reading.ReadEventsAsync(sinceRevision, limit, cancellation);

    public Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellation) => _writing.AppendAuditAsync(entry, cancellation);

    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? beforeId, int limit, CancellationToken cancellation) =>
        _reading.ReadAuditAsync(beforeId, limit, cancellation);

    public Task AnnounceInstanceAsync(InstanceInfo instance, CancellationToken cancellation) => _instances.AnnounceAsync(instance, cancellation);

    public Task RemoveInstanceAsync(string instanceId, CancellationToken cancellation) => _instances.RemoveAsync(instanceId, cancellation);

    public Task<IReadOnlyList<InstanceInfo>> ReadInstancesAsync(TimeSpan maxAge, CancellationToken cancellation) =>
        _instances.ReadAsync(maxAge, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _connection.DisposeAsync();
    }

    private void OnReceived(string message)
    {
        if (long.TryParse(message, CultureInfo.InvariantCulture, out var revision))
        {
            Announced?.Invoke(revision);
        }
        else
        {
            Log.StrangeMessage(_logger, message.Length);
        }
    }

    // Announcements may have been missed meanwhile. The library reports a connection shortly before it lets calls through.
    private async void OnRestored()
    {
        for (var attempt = 0; attempt < 50 && !_stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                OnReceived((await _reading.ReadRevisionAsync(_stopping.Token)).ToString(CultureInfo.InvariantCulture));
                return;
            }
            catch (StoreUnavailableException e)
            {
                Log.NotYet(_logger, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "A message of {Length} characters on the channel of changes is not a revision; it was left aside")]
        public static partial void StrangeMessage(ILogger logger, int length);

        [LoggerMessage(1021, LogLevel.Debug, "The connection is there, but calls do not get through yet: {Problem}")]
        public static partial void NotYet(ILogger logger, string problem);
    }
}
