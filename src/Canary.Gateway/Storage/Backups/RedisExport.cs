using System.Runtime.CompilerServices;
using Canary.Gateway.Hosting;
using StackExchange.Redis;

namespace Canary.Gateway.Storage.Backups;

/// <summary>What a backup of the Redis store has.</summary>
/// <remarks>
/// What changes with the revision is read by one script. Histories, events, audit and outbox only grow at their end and are trimmed at
/// their beginning, so that they are read afterwards, page by page, up to where they ended then: the server is held up by no page for long.
/// </remarks>
internal sealed class RedisExport(RedisConnection connection, RedisKeys keys, RedisReading reading, RedisDocuments documents, TimeProvider time)
{
    private const int Page = 1_000;
    private const int HistoriesAtOnce = 10;

    // KEYS: RedisKeys.State. ARGV: prefix of documents. Replies with id, revision, floor, counters of audit and outbox, how many services
    // and deletions; then name, revision, document and state of each service, name and revision of each deletion, and kind/name, version
    // and JSON (nil where deleted) of each document.
    private const string HeadScript = """
        local reply = {
            redis.call('GET', KEYS[2]) or '', redis.call('GET', KEYS[1]) or '0', redis.call('GET', KEYS[3]) or '0',
            redis.call('GET', KEYS[11]) or '0', redis.call('GET', KEYS[15]) or '0', redis.call('HLEN', KEYS[4]), redis.call('ZCARD', KEYS[6])
        }
        local function add(...)
            for _, value in ipairs({ ... }) do
                reply[#reply + 1] = value
            end
        end
        local all = redis.call('HGETALL', KEYS[4])
        for i = 1, #all, 2 do
            add(all[i], redis.call('ZSCORE', KEYS[5], all[i]) or '0', all[i + 1], redis.call('HGET', KEYS[12], all[i]) or '')
        end
        for _, name in ipairs(redis.call('ZRANGE', KEYS[6], 0, -1)) do
            add(name, redis.call('ZSCORE', KEYS[6], name))
        end
        local versions = redis.call('HGETALL', KEYS[13])
        for i = 1, #versions, 2 do
            local kind, name = string.match(versions[i], '^([^/]*)/(.*)$')
            add(versions[i], versions[i + 1], kind and redis.call('HGET', ARGV[1] .. kind, name) or false)
        end
        return reply
        """;

    // KEYS: one of the store's, by which the server of its slot is found. ARGV: cursor, pattern. Replies with the next cursor and keys.
    private const string ScanScript = "return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', 1000)";

    /// <inheritdoc cref="IBackupStore.ExportAsync"/>
    public async IAsyncEnumerable<BackupRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(HeadScript, keys.State, [keys.DocumentsPrefix], cancellation, bulk: true))!;
        var head = new BackupHead(
            BackupHead.CurrentVersion, GatewayVersion.Current, time.GetUtcNow(), (string)reply[0]!, (long)reply[1], (long)reply[2], (long)reply[3], (long)reply[4]);
        var (services, deletions) = ((int)reply[5], (int)reply[6]);
        var (deletionsAt, documentsAt) = (7 + 4 * services, 7 + 4 * services + 2 * deletions);
        yield return head;
        var names = new List<string>();
        for (var i = 7; i < deletionsAt; i += 4)
        {
            names.Add((string)reply[i]!);
            yield return new BackupService((string)reply[i]!, (long)reply[i + 1], (string)reply[i + 2]!, (string?)reply[i + 3] is { Length: > 0 } state ? state : null);
        }

        for (var i = deletionsAt; i < documentsAt; i += 2)
        {
            names.Add((string)reply[i]!);
            yield return new BackupDeletion((string)reply[i]!, (long)reply[i + 1]);
        }

        for (var i = documentsAt; i < reply.Length; i += 3)
        {
            var name = ((string)reply[i]!).Split('/', 2);
            yield return new BackupDocument(name[0], name[^1], (long)reply[i + 1], (string?)reply[i + 2]);
        }

        await foreach (var record in RecordsAsync(head, names, cancellation))
        {
            yield return record;
        }

        await foreach (var record in LedgersAsync(cancellation))
        {
            yield return record;
        }

        var after = await reading.ReadChangesAsync(long.MaxValue / 2, cancellation);
        if (after.StoreId != head.StoreId || after.Revision < head.Revision)
        {
            throw new StoreUnavailableException("Redis lost its data while the backup was read.");
        }
    }

    private async IAsyncEnumerable<BackupRecord> RecordsAsync(BackupHead head, List<string> names, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var some in names.Chunk(HistoriesAtOnce))
        {
            var histories = await connection.CallAsync(
                database => Task.WhenAll(some.Select(name => database.SortedSetRangeByScoreAsync(keys.HistoryPrefix + name, double.NegativeInfinity, head.Revision))),
                cancellation,
                bulk: true);
            foreach (var entry in histories.SelectMany(history => history).Select(RedisEntries.ReadHistory))
            {
                yield return new BackupVersion(entry.Service, entry.Revision, entry.At.ToUnixTimeMilliseconds(), entry.Origin, entry.Document);
            }
        }

        for (var since = -1L; since < head.Revision;)
        {
            var events = await reading.ReadEventsAsync(since, Page, cancellation);
            foreach (var told in events.Where(told => told.Revision <= head.Revision))
            {
                yield return new BackupEvent(told.Service, told.Revision, told.At.ToUnixTimeMilliseconds(), told.Origin);
            }

            since = events.Count == 0 ? head.Revision : events[^1].Revision;
        }

        for (long? before = head.LastAttempt + 1; before is not null;)
        {
            var attempts = await reading.ReadAuditAsync(before, Page, cancellation);
            foreach (var attempt in attempts)
            {
                yield return new BackupAttempt(attempt.Id, attempt.At.ToUnixTimeMilliseconds(), attempt.Origin, attempt.Service, attempt.Status, attempt.Revision, attempt.Detail);
            }

            before = attempts.Count == 0 ? null : attempts[^1].Id;
        }

        for (var sequence = 0L; sequence < head.LastMessage;)
        {
            var messages = await documents.ReadOutboxAsync(sequence, Page, cancellation);
            foreach (var message in messages.Where(message => message.Sequence <= head.LastMessage))
            {
                yield return new BackupMessage(message.Sequence, message.Key, message.Json);
            }

            sequence = messages.Count == 0 ? head.LastMessage : messages[^1].Sequence;
        }
    }

    private async IAsyncEnumerable<BackupRecord> LedgersAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var rollout in await RolloutsAsync(keys.CountsOf(""), cancellation))
        {
            foreach (var total in await connection.CallAsync(database => database.HashGetAllAsync(keys.CountsOf(rollout)), cancellation))
            {
                var count = RedisEntries.ReadCounts(rollout, [total.Value]);
                yield return new BackupCount(rollout, total.Name!, count.Requests, count.Errors);
            }
        }

        foreach (var rollout in await RolloutsAsync(keys.ExposureOf("")[2], cancellation))
        {
            var users = await connection.CallAsync(database => database.SetMembersAsync(keys.ExposureOf(rollout)[2]), cancellation, bulk: true);
            foreach (var some in users.Chunk(BackupRecord.MaxUsers))
            {
                yield return new BackupUsers(rollout, [.. some.Select(user => (long)user)]);
            }
        }

        foreach (var rollout in await RolloutsAsync(keys.EvidenceOf("")[0], cancellation))
        {
            var (evidence, failed) = (keys.EvidenceOf(rollout)[0], keys.EvidenceOf(rollout)[1]);
            var (entries, left, users) = await connection.CallAsync(
                async database => (await database.HashGetAllAsync(evidence), await database.KeyTimeToLiveAsync(evidence), await database.SetMembersAsync(failed)),
                cancellation,
                bulk: true);
            foreach (var record in RedisEvidence.Export(rollout, entries, (time.GetUtcNow() + (left ?? TimeSpan.Zero)).ToUnixTimeMilliseconds(), [.. users.Select(user => (long)user)]))
            {
                yield return record;
            }
        }
    }

    /// <summary>What follows a prefix in the names of keys.</summary>
    private async Task<IReadOnlyList<string>> RolloutsAsync(RedisKey prefix, CancellationToken cancellation)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var cursor = "0";
        do
        {
            var reply = (RedisResult[])(await connection.EvaluateAsync(ScanScript, [keys.Revision], [cursor, $"{prefix}*"], cancellation))!;
            cursor = (string)reply[0]!;
            found.UnionWith(((string[])reply[1]!).Select(key => key[((string)prefix!).Length..]));
        }
        while (cursor != "0");
        return [.. found];
    }
}
