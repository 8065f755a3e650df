using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage.Backups;
using Microsoft.Data.Sqlite;

namespace Canary.Gateway.Storage;

/// <summary>The embedded store: an SQLite database in a folder, for one gateway. A write that was answered survives a crash at any moment.</summary>
/// <remarks>
/// Calls take turns on one connection, off the caller's thread. After an error of the disk the connection is opened anew, so that
/// nothing is trusted but what the disk gives back. Live gateways are kept in memory: there is one.
/// </remarks>
internal sealed partial class FileStore(StoreOptions options, TimeProvider time, ILogger<FileStore> logger) : IGatewayStore
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly LocalLease _lease = new(time);
    private readonly LocalBuckets _buckets = new(time);
    private readonly ConcurrentDictionary<string, string> _judgements = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, InstanceInfo> _instances = new(StringComparer.Ordinal);

    // Read and written only by who has the turn.
    private SqliteConnection? _connection;
    private bool _disposed;
    private volatile bool _connected;

    public event Action<long>? Announced;

    public event Action? LeaseFreed;

    public bool IsConnected => _connected;

    public ITrafficBoard Board { get; } = new LocalTrafficBoard(time);

    /// <inheritdoc/>
    /// <exception cref="SettingsException">The folder can't be used.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await RunAsync(db => FileStoreReading.ReadState(db).Revision, cancellation);
            DurableFile.RemoveLeftovers(Path.Combine(options.Path, FileStoreDatabase.FileName));
        }
        catch (StoreUnavailableException e)
        {
            // A damaged store does not keep the gateway from serving its last-good copy.
            Log.Unusable(logger, e.Message);
        }
    }

    public Task<StoreChanges> ReadAsync(long sinceRevision, CancellationToken cancellation) =>
        RunAsync(db => FileStoreReading.ReadChanges(db, sinceRevision), cancellation);

    public Task<(long NextCursor, IReadOnlyList<StoredDocument> Documents)> ScanAsync(long cursor, int count, CancellationToken cancellation) =>
        RunAsync(db => FileStoreReading.Scan(db, cursor, count), cancellation);

    public async Task<WriteResult> WriteAsync(StoreWrite write, CancellationToken cancellation)
    {
        var result = await RunAsync(db => Writing(db).Write(write, write.Lease is null || _lease.IsHeld(write.Lease)), cancellation);
        if (result is WriteResult.Accepted accepted && write.Services.Count > 0)
        {
            Announced?.Invoke(accepted.Revision);
        }

        return result;
    }

    public async Task<long> ReseedAsync(
        string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin, CancellationToken cancellation)
    {
        var revision = await RunAsync(db => Writing(db).Reseed(storeId, aboveRevision, services, origin), cancellation);
        Announced?.Invoke(revision);
        return revision;
    }

    // From a copy of the database, made in one go, which writes wait for: whoever takes long to receive a backup holds up none.
    public async IAsyncEnumerable<BackupRecord> ExportAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var copy = Path.Combine(options.Path, $"{FileStoreDatabase.FileName}.{Guid.NewGuid():N}.tmp");
        try
        {
            await RunAsync(db => db.Execute("VACUUM INTO $copy", ("$copy", copy)), cancellation);
            using var db = FileStoreDatabase.OpenCopy(copy);
            foreach (var record in FileStoreExport.Read(db, time.GetUtcNow()))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return record;
            }
        }
        finally
        {
            File.Delete(copy);
        }
    }

    public async Task<RestoreResult> ImportAsync(IEnumerable<BackupRecord> records, bool replace, long aboveRevision, WriteOrigin origin, CancellationToken cancellation)
    {
        var result = await RunAsync(db => new FileStoreImport(db, time.GetUtcNow()).Write(records, replace, aboveRevision, origin), cancellation);
        if (result is RestoreResult.Restored restored)
        {
            Announced?.Invoke(restored.Revision);
        }

        return result;
    }

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string service, long? beforeRevision, int limit, CancellationToken cancellation) =>
        RunAsync(db => FileStoreReading.ReadHistory(db, service, beforeRevision, limit), cancellation);

    public Task<IReadOnlyList<HistoryEntry>> ReadEventsAsync(long sinceRevision, int limit, CancellationToken cancellation) =>
        RunAsync(db => FileStoreReading.ReadEvents(db, sinceRevision, limit), cancellation);

    public Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellation) =>
        RunAsync(
            db =>
            {
                Writing(db).AppendAudit(entry);
                return true;
            },
            cancellation);

    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? beforeId, int limit, CancellationToken cancellation) =>
        RunAsync(db => FileStoreReading.ReadAudit(db, beforeId, limit), cancellation);

    public Task AnnounceInstanceAsync(InstanceInfo instance, CancellationToken cancellation)
    {
        _instances[instance.Id] = instance with { SeenAt = time.GetUtcNow() };
        return Task.CompletedTask;
    }

    public Task RemoveInstanceAsync(string instanceId, CancellationToken cancellation)
    {
        _instances.TryRemove(instanceId, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<InstanceInfo>> ReadInstancesAsync(TimeSpan maxAge, CancellationToken cancellation)
    {
        var oldest = time.GetUtcNow() - maxAge;
        return Task.FromResult<IReadOnlyList<InstanceInfo>>(
            [.. _instances.Values.Where(i => i.SeenAt >= oldest).OrderBy(i => i.Id, StringComparer.Ordinal)]);
    }

    public Task<IReadOnlyList<StoredRecord>> ReadDocumentsAsync(string kind, CancellationToken cancellation) =>
        RunAsync(db => FileStoreReading.ReadDocuments(db, kind), cancellation);

    public Task<StoredRecord?> FindDocumentAsync(string kind, string name, CancellationToken cancellation) =>
        RunAsync(db => FileStoreReading.ReadDocuments(db, kind, name).SingleOrDefault(), cancellation);

    public Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(long sequence, int limit, CancellationToken cancellation) =>
        RunAsync(db => FileStoreReading.ReadOutbox(db, sequence, limit), cancellation);

    public Task TrimOutboxAsync(long sequence, CancellationToken cancellation) =>
        RunAsync(db => db.Execute("DELETE FROM outbox WHERE sequence <= $sequence", ("$sequence", sequence)), cancellation);

    public Task<(Lease? Lease, DateTimeOffset Now)> TakeLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellation) =>
        Task.FromResult((_lease.Take(holder, duration), time.GetUtcNow()));

    public Task FreeLeaseAsync(Lease lease, CancellationToken cancellation)
    {
        if (_lease.Free(lease))
        {
            LeaseFreed?.Invoke();
        }

        return Task.CompletedTask;
    }

    public Task<DateTimeOffset> ReadTimeAsync(CancellationToken cancellation) => Task.FromResult(time.GetUtcNow());

    public Task ReportAsync(string holder, IReadOnlyList<RolloutCount> counts, CancellationToken cancellation) =>
        RunAsync(
            db =>
            {
                new FileStoreLedger(db, time.GetUtcNow()).Report(holder, counts);
                return true;
            },
            cancellation);

    public Task<IReadOnlyList<RolloutCount>> ReadCountsAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation) =>
        RunAsync(db => new FileStoreLedger(db, time.GetUtcNow()).ReadCounts(rollouts), cancellation);

    public Task ReportEvidenceAsync(string holder, IReadOnlyList<EvidenceReport> reports, CancellationToken cancellation) =>
        RunAsync(
            db =>
            {
                new FileStoreEvidence(db, time.GetUtcNow()).Report(holder, reports);
                return true;
            },
            cancellation);

    public Task<IReadOnlyList<EvidenceRow>> ReadEvidenceAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation) =>
        RunAsync(db => new FileStoreEvidence(db, time.GetUtcNow()).Read(rollouts), cancellation);

    public Task ForgetEvidenceAsync(string rollout, int step, CancellationToken cancellation) =>
        RunAsync(db => db.Execute("DELETE FROM evidence WHERE rollout = $rollout AND step < $step", ("$rollout", rollout), ("$step", step)), cancellation);

    // Not on the disk: the leader, which is this gateway, makes it anew every second.
    public Task SaveJudgementsAsync(IReadOnlyDictionary<string, string> judgements, CancellationToken cancellation)
    {
        foreach (var (rollout, json) in judgements)
        {
            _judgements[rollout] = json;
        }

        return Task.CompletedTask;
    }

    public Task<string?> ReadJudgementAsync(string rollout, CancellationToken cancellation) => Task.FromResult(_judgements.GetValueOrDefault(rollout));

    public async Task<ExposureShare> ExposeAsync(ExposureRequest request, CancellationToken cancellation)
    {
        var granted = request.RequestsPerSecond is { } rate ? _buckets.Take(request.Rollout, rate, request.Pace ?? rate, request.WantedRequests) : 0;
        if (request.MaxUsers is not { } most)
        {
            return new ExposureShare(granted, [], IsFull: false);
        }

        var (admitted, isFull) = await RunAsync(db => new FileStoreLedger(db, time.GetUtcNow()).Admit(request.Rollout, most, request.Users), cancellation);
        return new ExposureShare(granted, admitted, isFull);
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _disposed = true;
        Close();
        _turn.Release();
    }

    private FileStoreWriting Writing(SqliteConnection db) => new(db, options, time.GetUtcNow());

    private async Task<T> RunAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(work), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private T Run<T>(Func<SqliteConnection, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            _connection ??= FileStoreDatabase.Open(options.Path);
            var result = work(_connection);
            _connected = true;
            return result;
        }
        catch (SqliteException e)
        {
            _connected = false;
            if (e.SqliteErrorCode != SqliteCode.Full)
            {
                Close();
            }

            throw new StoreUnavailableException(Explain(e), e);
        }
    }

    private string Explain(SqliteException e)
    {
        var file = Path.Combine(options.Path, FileStoreDatabase.FileName);
        return e.SqliteErrorCode switch
        {
            SqliteCode.Full => $"The disk of the store '{file}' is full; nothing was written.",
            SqliteCode.Corrupt or SqliteCode.NotADatabase => $"The store '{file}' is damaged ({e.Message}). Put a backup in its place, or move it away to begin anew.",
            _ => $"The store '{file}' can't be used ({e.Message}). If this was a write, read back whether it was accepted.",
        };
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Error, "{Problem} The gateway tries again with every call")]
        public static partial void Unusable(ILogger logger, string problem);
    }
}
