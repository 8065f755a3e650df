using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>The list of live gateways in Redis, by the server's clock. KEYS of its scripts: <see cref="RedisKeys.Instances"/>.</summary>
internal sealed class RedisInstances(RedisConnection connection, RedisKeys keys)
{
    private const string Clock = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)

        """;

    // Gateways that died are forgotten after a day, a few with each announcement.
    private const string AnnounceScript = Clock + """
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - 86400000, 'LIMIT', 0, 10)) do
            redis.call('HDEL', KEYS[1], id)
            redis.call('ZREM', KEYS[2], id)
        end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        redis.call('ZADD', KEYS[2], now, ARGV[1])
        """;

    private const string RemoveScript = """
        redis.call('HDEL', KEYS[1], ARGV[1])
        redis.call('ZREM', KEYS[2], ARGV[1])
        """;

    private const string ReadScript = Clock + """
        local seen = redis.call('ZRANGEBYSCORE', KEYS[2], now - tonumber(ARGV[1]), '+inf', 'WITHSCORES')
        local reply = {}
        for i = 1, #seen, 2 do
            local about = redis.call('HGET', KEYS[1], seen[i])
            if about then
                reply[#reply + 1], reply[#reply + 2], reply[#reply + 3] = seen[i], about, seen[i + 1]
            end
        end
        return reply
        """;

    /// <inheritdoc cref="IServiceStore.AnnounceInstanceAsync"/>
    public Task AnnounceAsync(InstanceInfo instance, CancellationToken cancellation) =>
        connection.EvaluateAsync(
            AnnounceScript,
            keys.Instances,
            [instance.Id, RedisEntries.Write(new RedisEntries.Instance(instance.Version, instance.AppliedRevision, instance.StartedAt, instance.LeaseToken))],
            cancellation,
            writes: true);

    /// <inheritdoc cref="IServiceStore.RemoveInstanceAsync"/>
    public Task RemoveAsync(string id, CancellationToken cancellation) =>
        connection.EvaluateAsync(RemoveScript, keys.Instances, [id], cancellation, writes: true);

    /// <inheritdoc cref="IServiceStore.ReadInstancesAsync"/>
    public async Task<IReadOnlyList<InstanceInfo>> ReadAsync(TimeSpan maxAge, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(ReadScript, keys.Instances, [(long)maxAge.TotalMilliseconds], cancellation))!;
        return
        [
            .. reply.Chunk(3)
                .Select(one => RedisEntries.ReadInstance((string)one[0]!, (string?)one[1], (long)one[2]))
                .OrderBy(instance => instance.Id, StringComparer.Ordinal),
        ];
    }
}
