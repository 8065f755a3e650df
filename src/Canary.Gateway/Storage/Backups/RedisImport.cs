using StackExchange.Redis;

namespace Canary.Gateway.Storage.Backups;

/// <summary>Writes a backup into Redis: first all of it beside the store, which takes as long as it takes; then one script gives everything its name.</summary>
internal sealed class RedisImport(RedisConnection connection, RedisKeys keys, StoreOptions options, TimeProvider time)
{
    private const int BatchRecords = 500;
    private const int BatchBytes = 1024 * 1024;

    /// <inheritdoc cref="IBackupStore.ImportAsync"/>
    public async Task<RestoreResult> WriteAsync(
        IEnumerable<BackupRecord> records, bool replace, long aboveRevision, WriteOrigin origin, CancellationToken cancellation)
    {
        if (!replace && await FindContentAsync(cancellation) is { } content)
        {
            return content;
        }

        var staged = new RedisStagedKeys(keys.RestoringPrefix(Guid.NewGuid().ToString("N")), time.GetUtcNow());
        var done = false;
        try
        {
            BackupHead? head = null;
            foreach (var record in records)
            {
                head ??= (BackupHead)record;
                staged.Add(record);
                if (staged.PendingRecords >= BatchRecords || staged.PendingBytes >= BatchBytes)
                {
                    await connection.CallAsync(staged.WritePendingAsync, cancellation, writes: true, bulk: true);
                }
            }

            await connection.CallAsync(staged.WritePendingAsync, cancellation, writes: true, bulk: true);
            var result = await FinishAsync(head!, staged, replace, aboveRevision, origin);
            done = result is RestoreResult.Restored;
            return result;
        }
        finally
        {
            if (!done)
            {
                await ForgetAsync(staged);
            }
        }
    }

    private static string[] Kinds { get; } =
        [DocumentKinds.Sinks, DocumentKinds.Deliveries, DocumentKinds.Releases, DocumentKinds.Checks, DocumentKinds.Secrets];

    private async Task<RestoreResult.NotEmpty?> FindContentAsync(CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(
            RedisImportScripts.FindContent, keys.State, [keys.DocumentsPrefix, DocumentKinds.Secrets, .. Kinds.Select(kind => (RedisValue)kind)], cancellation))!;
        return (long)reply[0] == 1 ? new RestoreResult.NotEmpty((long)reply[1], (long)reply[2]) : null;
    }

    // Not to be cancelled: half of those who ask are gone by then, and the answer must be known to clean up.
    private async Task<RestoreResult> FinishAsync(BackupHead head, RedisStagedKeys staged, bool replace, long aboveRevision, WriteOrigin origin)
    {
        var arguments = new List<RedisValue>
        {
            options.HistoryPerService, options.AuditEntries, keys.HistoryPrefix, keys.Channel, RedisEntries.Write(origin),
            replace ? 1 : 0, aboveRevision, head.StoreId, head.Revision, head.LastAttempt, head.LastMessage, keys.DocumentsPrefix, DocumentKinds.Secrets,
            staged.Prefix, keys.Root, Kinds.Length,
        };
        arguments.AddRange(Kinds.Select(kind => (RedisValue)kind));
        foreach (var (name, expiresAt) in staged.Names)
        {
            arguments.AddRange([name, expiresAt is { } at ? at : ""]);
        }

        var reply = (RedisResult[])(await connection.EvaluateAsync(
            RedisImportScripts.Finish, keys.State, [.. arguments], CancellationToken.None, writes: true, bulk: true))!;
        return (string?)reply[0] switch
        {
            "restored" => new RestoreResult.Restored((long)reply[1]),
            "lost" => throw new StoreUnavailableException($"Redis lost '{(string?)reply[1]}' while the backup was written; nothing was restored."),
            _ => new RestoreResult.NotEmpty((long)reply[1], (long)reply[2]),
        };
    }

    private async Task ForgetAsync(RedisStagedKeys staged)
    {
        try
        {
            foreach (var some in staged.Names.Chunk(BatchRecords))
            {
                await connection.CallAsync(
                    database => database.KeyDeleteAsync([.. some.Select(name => (RedisKey)(staged.Prefix + name.Name))]), CancellationToken.None, writes: true, bulk: true);
            }
        }
        catch (StoreUnavailableException)
        {
            // They go by themselves within an hour; why the restore failed is what matters to the caller.
        }
    }
}
