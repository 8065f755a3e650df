using System.Globalization;
using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>The leader's lease in Redis, by the server's clock. KEYS of its scripts: <see cref="RedisKeys.Lease"/>.</summary>
/// <remarks>The value is holder and token together, so that a token that was lost in a failover and given again is still not somebody else's lease.</remarks>
internal sealed class RedisLease(RedisConnection connection, RedisKeys keys)
{
    // ARGV: holder, milliseconds. Replies with the token, 0 where somebody else has it, and the server's time in microseconds.
    private const string TakeScript = """
        local time = redis.call('TIME')
        local now = string.format('%.0f', time[1] * 1000000 + time[2])
        local held = redis.call('GET', KEYS[1])
        local prefix = ARGV[1] .. ' '
        local token = 0
        if not held then
            token = redis.call('INCR', KEYS[2])
        elseif string.sub(held, 1, #prefix) == prefix then
            token = tonumber(string.sub(held, #prefix + 1))
        else
            return { 0, now }
        end
        redis.call('SET', KEYS[1], prefix .. string.format('%.0f', token), 'PX', ARGV[2])
        return { token, now }
        """;

    // ARGV: value, channel, message.
    private const string FreeScript = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then
            redis.call('DEL', KEYS[1])
            redis.call('PUBLISH', ARGV[2], ARGV[3])
        end
        """;

    private const string TimeScript = """
        local time = redis.call('TIME')
        return string.format('%.0f', time[1] * 1000000 + time[2])
        """;

    /// <summary>What stands in Redis while a lease is in force.</summary>
    public static string ValueOf(Lease lease) => string.Create(CultureInfo.InvariantCulture, $"{lease.Holder} {lease.Token}");

    /// <inheritdoc cref="ILeaderLease.TakeLeaseAsync"/>
    public async Task<(Lease? Lease, DateTimeOffset Now)> TakeAsync(string holder, TimeSpan duration, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(
            TakeScript, keys.Lease, [holder, (long)duration.TotalMilliseconds], cancellation, writes: true))!;
        var token = (long)reply[0];
        return (token == 0 ? null : new Lease(holder, token), Time((string)reply[1]!));
    }

    /// <inheritdoc cref="ILeaderLease.FreeLeaseAsync"/>
    public Task FreeAsync(Lease lease, CancellationToken cancellation) =>
        connection.EvaluateAsync(FreeScript, keys.Lease, [ValueOf(lease), keys.Channel, RedisKeys.LeaseFreed], cancellation, writes: true);

    /// <inheritdoc cref="ILeaderLease.ReadTimeAsync"/>
    public async Task<DateTimeOffset> ReadTimeAsync(CancellationToken cancellation) =>
        Time((string)(await connection.EvaluateAsync(TimeScript, keys.Lease, [], cancellation))!);

    private static DateTimeOffset Time(string microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(microseconds, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);
}
