using System.Globalization;
using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>What the Redis store reads. Services come by scripts, for a view at one revision.</summary>
internal sealed class RedisReading(RedisConnection connection, RedisKeys keys)
{
    // Replies with id, revision, whether this is everything, then name, revision, document (nil where deleted) and state of each service.
    // A document that somebody put there by hand has no revision, and comes as of 0; one that somebody took away comes as empty text
    // and not as deleted, as it was not.
    private const string ChangesScript = """
        local revision = tonumber(redis.call('GET', KEYS[1]) or '0')
        if not revision then
            return redis.error_reply('ERR ' .. KEYS[1] .. ' is not a number')
        end
        local since, floor = tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[3]) or '0') or 0
        local reply = { redis.call('GET', KEYS[2]) or '', revision, 0 }
        local function add(name, at, document)
            local state = redis.call('HGET', KEYS[12], name)
            reply[#reply + 1], reply[#reply + 2], reply[#reply + 3], reply[#reply + 4] = name, at, document, state
        end
        if since == 0 or since < floor then
            reply[3] = 1
            local all = redis.call('HGETALL', KEYS[4])
            for i = 1, #all, 2 do
                add(all[i], redis.call('ZSCORE', KEYS[5], all[i]) or '0', all[i + 1])
            end
            local known = redis.call('ZRANGE', KEYS[5], 0, -1, 'WITHSCORES')
            for i = 1, #known, 2 do
                if redis.call('HEXISTS', KEYS[4], known[i]) == 0 then
                    add(known[i], known[i + 1], '')
                end
            end
        elseif since < revision then
            local written = redis.call('ZRANGEBYSCORE', KEYS[5], '(' .. ARGV[1], '+inf', 'WITHSCORES')
            for i = 1, #written, 2 do
                add(written[i], written[i + 1], redis.call('HGET', KEYS[4], written[i]) or '')
            end
            for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[6], '(' .. ARGV[1], '+inf')) do
                add(name, '0', false)
            end
        end
        return reply
        """;

    private const string ScanScript = """
        local slice = redis.call('HSCAN', KEYS[4], ARGV[1], 'COUNT', ARGV[2])
        local reply = { slice[1] }
        for i = 1, #slice[2], 2 do
            local name = slice[2][i]
            reply[#reply + 1], reply[#reply + 2] = name, redis.call('ZSCORE', KEYS[5], name) or '0'
            reply[#reply + 1], reply[#reply + 2] = slice[2][i + 1], redis.call('HGET', KEYS[12], name)
        end
        return reply
        """;

    /// <inheritdoc cref="IServiceStore.ReadAsync"/>
    public async Task<StoreChanges> ReadChangesAsync(long since, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(ChangesScript, keys.State, [since], cancellation, bulk: since == 0))!;
        var services = Documents(reply, 3).ToLookup(service => service.Document is not null);
        return new StoreChanges(
            (string)reply[0]!,
            (long)reply[1],
            [.. services[true].Select(s => new StoredDocument(s.Name, s.Revision, s.Document!, s.State)).OrderBy(s => s.Revision)],
            [.. services[false].Select(s => s.Name)])
        {
            IsComplete = (long)reply[2] == 1,
        };
    }

    /// <inheritdoc cref="IServiceStore.ScanAsync"/>
    public async Task<(long NextCursor, IReadOnlyList<StoredDocument> Documents)> ScanAsync(long cursor, int count, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(ScanScript, keys.State, [cursor, count], cancellation))!;
        return ((long)reply[0], [.. Documents(reply, 1).Select(s => new StoredDocument(s.Name, s.Revision, s.Document!, s.State))]);
    }

    /// <summary>The store's revision; 0 for an empty one.</summary>
    public async Task<long> ReadRevisionAsync(CancellationToken cancellation)
    {
        var value = await connection.CallAsync(database => database.StringGetAsync(keys.Revision), cancellation);
        return long.TryParse((string?)value, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
    }

    /// <inheritdoc cref="IServiceStore.ReadHistoryAsync"/>
    public async Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string service, long? before, int limit, CancellationToken cancellation) =>
        [.. (await NewestAsync(keys.HistoryPrefix + service, before, limit, cancellation)).Select(RedisEntries.ReadHistory)];

    /// <inheritdoc cref="IServiceStore.ReadAuditAsync"/>
    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? before, int limit, CancellationToken cancellation) =>
        [.. (await NewestAsync(keys.Audit, before, limit, cancellation)).Select(RedisEntries.ReadAudit)];

    /// <inheritdoc cref="IServiceStore.ReadEventsAsync"/>
    public async Task<IReadOnlyList<HistoryEntry>> ReadEventsAsync(long since, int limit, CancellationToken cancellation)
    {
        var events = await RangeAsync(since, double.PositiveInfinity, limit, cancellation);
        if (events.Count < limit)
        {
            return events;
        }

        // The last revision may have more entries than were left room for.
        var last = events[^1].Revision;
        return [.. events.TakeWhile(e => e.Revision < last), .. await RangeAsync(last - 1, last, -1, cancellation)];
    }

    private async Task<List<HistoryEntry>> RangeAsync(long since, double until, long limit, CancellationToken cancellation)
    {
        var entries = await connection.CallAsync(
            database => database.SortedSetRangeByScoreAsync(keys.Log, since, until, Exclude.Start, Order.Ascending, 0, limit), cancellation);
        return [.. entries.Select(RedisEntries.ReadHistory)];
    }

    private Task<RedisValue[]> NewestAsync(RedisKey key, long? before, int limit, CancellationToken cancellation) =>
        connection.CallAsync(
            database => database.SortedSetRangeByScoreAsync(
                key, double.NegativeInfinity, before ?? double.PositiveInfinity, Exclude.Stop, Order.Descending, 0, limit),
            cancellation);

    private static IEnumerable<(string Name, long Revision, string? Document, string? State)> Documents(RedisResult[] reply, int from)
    {
        for (var i = from; i < reply.Length; i += 4)
        {
            yield return ((string)reply[i]!, (long)reply[i + 1], (string?)reply[i + 2], (string?)reply[i + 3]);
        }
    }
}
