using System.Globalization;
using Canary.Gateway.Storage.Backups;

namespace Canary.Gateway.Storage;

/// <summary>The store in Redis, for any number of gateways. Its keys: <see cref="RedisKeys"/>.</summary>
/// <remarks>
/// A write that was answered is as durable as the server's persistence makes it. A write that ended in a <see cref="StoreUnavailableException"/>
/// after it was sent may have been accepted, or may be yet when a server that hung goes on; the exception's text says so.
/// </remarks>
internal sealed partial class RedisStore : IGatewayStore
{
    private readonly RedisConnection _connection;
    private readonly RedisReading _reading;
    private readonly RedisWriting _writing;
    private readonly RedisInstances _instances;
    private readonly RedisDocuments _documents;
    private readonly RedisLease _lease;
    private readonly RedisLedger _ledger;
    private readonly RedisEvidence _evidence;
    private readonly RedisExport _export;
    private readonly RedisImport _import;
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
        _documents = new RedisDocuments(_connection, keys);
        _lease = new RedisLease(_connection, keys);
        _ledger = new RedisLedger(_connection, keys);
        _evidence = new RedisEvidence(_connection, keys);
        _export = new RedisExport(_connection, keys, _reading, _documents, time);
        _import = new RedisImport(_connection, keys, options, time);
        Board = new RedisTrafficBoard(_connection, keys);
        _time = time;
        _logger = logger;
        _connection.Received += OnReceived;
        _connection.Restored += OnRestored;
    }

    public event Action<long>? Announced;

    public event Action? LeaseFreed;

    public bool IsConnected => _connection.IsConnected;

    public ITrafficBoard Board { get; }

    public Task StartAsync(CancellationToken cancellation) => _connection.StartAsync(cancellation);

    public Task<StoreChanges> ReadAsync(long sinceRevision, CancellationToken cancellation) => _reading.ReadChangesAsync(sinceRevision, cancellation);

    public Task<(long NextCursor, IReadOnlyList<StoredDocument> Documents)> ScanAsync(long cursor, int count, CancellationToken cancellation) =>
        _reading.ScanAsync(cursor, count, cancellation);

    public Task<WriteResult> WriteAsync(StoreWrite write, CancellationToken cancellation) => _writing.WriteAsync(write, cancellation);

    public Task<long> ReseedAsync(
        string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin, CancellationToken cancellation) =>
        _writing.ReseedAsync(storeId, aboveRevision, services, origin, cancellation);

    public IAsyncEnumerable<BackupRecord> ExportAsync(CancellationToken cancellation) => _export.ReadAsync(cancellation);

    public Task<RestoreResult> ImportAsync(IEnumerable<BackupRecord> records, bool replace, long aboveRevision, WriteOrigin origin, CancellationToken cancellation) =>
        _import.WriteAsync(records, replace, aboveRevision, origin, cancellation);

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

    public Task<IReadOnlyList<StoredRecord>> ReadDocumentsAsync(string kind, CancellationToken cancellation) => _documents.ReadAsync(kind, cancellation);

    public Task<StoredRecord?> FindDocumentAsync(string kind, string name, CancellationToken cancellation) => _documents.FindAsync(kind, name, cancellation);

    public Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(long sequence, int limit, CancellationToken cancellation) =>
        _documents.ReadOutboxAsync(sequence, limit, cancellation);

    public Task TrimOutboxAsync(long sequence, CancellationToken cancellation) => _documents.TrimOutboxAsync(sequence, cancellation);

    public Task<(Lease? Lease, DateTimeOffset Now)> TakeLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellation) =>
        _lease.TakeAsync(holder, duration, cancellation);

    public Task FreeLeaseAsync(Lease lease, CancellationToken cancellation) => _lease.FreeAsync(lease, cancellation);

    public Task<DateTimeOffset> ReadTimeAsync(CancellationToken cancellation) => _lease.ReadTimeAsync(cancellation);

    public Task ReportAsync(string holder, IReadOnlyList<RolloutCount> counts, CancellationToken cancellation) => _ledger.ReportAsync(holder, counts, cancellation);

    public Task<IReadOnlyList<RolloutCount>> ReadCountsAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation) =>
        _ledger.ReadCountsAsync(rollouts, cancellation);

    public Task ReportEvidenceAsync(string holder, IReadOnlyList<EvidenceReport> reports, CancellationToken cancellation) =>
        _evidence.ReportAsync(holder, reports, cancellation);

    public Task<IReadOnlyList<EvidenceRow>> ReadEvidenceAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation) =>
        _evidence.ReadAsync(rollouts, cancellation);

    public Task ForgetEvidenceAsync(string rollout, int step, CancellationToken cancellation) => _evidence.ForgetAsync(rollout, step, cancellation);

    public Task SaveJudgementsAsync(IReadOnlyDictionary<string, string> judgements, CancellationToken cancellation) => _evidence.SaveAsync(judgements, cancellation);

    public Task<string?> ReadJudgementAsync(string rollout, CancellationToken cancellation) => _evidence.ReadJudgementAsync(rollout, cancellation);

    public Task<ExposureShare> ExposeAsync(ExposureRequest request, CancellationToken cancellation) => _ledger.ExposeAsync(request, cancellation);

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
        else if (message == RedisKeys.LeaseFreed)
        {
            LeaseFreed?.Invoke();
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
