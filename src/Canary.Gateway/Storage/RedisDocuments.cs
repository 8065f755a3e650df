using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>What is read of documents and of the outbox in Redis; they are written by <see cref="RedisWriting"/>.</summary>
internal sealed class RedisDocuments(RedisConnection connection, RedisKeys keys)
{
    // KEYS: documents of the kind, versions. ARGV: kind, then one name or none. Replies with name, version and JSON of each.
    private const string ReadScript = """
        local names = ARGV[2] and { ARGV[2] } or redis.call('HKEYS', KEYS[1])
        local reply = {}
        for _, name in ipairs(names) do
            local json = redis.call('HGET', KEYS[1], name)
            if json then
                reply[#reply + 1] = name
                reply[#reply + 1] = redis.call('HGET', KEYS[2], ARGV[1] .. '/' .. name) or '0'
                reply[#reply + 1] = json
            end
        end
        return reply
        """;

    /// <inheritdoc cref="IDocumentStore.ReadDocumentsAsync"/>
    public async Task<IReadOnlyList<StoredRecord>> ReadAsync(string kind, CancellationToken cancellation) => await ReadAsync(kind, [kind], cancellation);

    /// <inheritdoc cref="IDocumentStore.FindDocumentAsync"/>
    public async Task<StoredRecord?> FindAsync(string kind, string name, CancellationToken cancellation) =>
        (await ReadAsync(kind, [kind, name], cancellation)).SingleOrDefault();

    /// <inheritdoc cref="IDocumentStore.ReadOutboxAsync"/>
    public async Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(long sequence, int limit, CancellationToken cancellation)
    {
        var entries = await connection.CallAsync(
            database => database.SortedSetRangeByScoreAsync(keys.Outbox, sequence, double.PositiveInfinity, Exclude.Start, Order.Ascending, 0, limit), cancellation);
        return [.. entries.Select(RedisEntries.ReadOutbox)];
    }

    /// <inheritdoc cref="IDocumentStore.TrimOutboxAsync"/>
    public Task TrimOutboxAsync(long sequence, CancellationToken cancellation) =>
        connection.CallAsync(database => database.SortedSetRemoveRangeByScoreAsync(keys.Outbox, double.NegativeInfinity, sequence), cancellation, writes: true);

    private async Task<IReadOnlyList<StoredRecord>> ReadAsync(string kind, RedisValue[] arguments, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(ReadScript, [keys.DocumentsPrefix + kind, keys.Versions], arguments, cancellation))!;
        return
        [
            .. reply.Chunk(3)
                .Select(one => new StoredRecord((string)one[0]!, (long)one[1], (string)one[2]!))
                .OrderBy(document => document.Name, StringComparer.Ordinal),
        ];
    }
}
