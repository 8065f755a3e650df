using System.Globalization;
using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>What gateways tell each other about traffic of rollouts, in Redis and by its clock.</summary>
internal sealed class RedisLedger(RedisConnection connection, RedisKeys keys)
{
    private const long KeptMilliseconds = 2L * 24 * 60 * 60 * 1000;

    // Algorithm: a token bucket of a tenth of a second's worth spreads what is granted over the second; a sliding log of the last
    // second's grants keeps any second within the limit, as a full bucket and a second's refill are more. Both by the server's clock.
    // KEYS: bucket, grants, users. ARGV: a second's limit or '', requests wanted, users' limit or '', milliseconds to keep, the pace or ''; then users.
    // Replies with requests granted, whether no further user is admitted, and the users that are.
    private const string ExposeScript = """
        local rate, wanted, most, kept, pace = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
        local granted = 0
        if rate then
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local burst = math.max(1, rate / 10)
            local left = tonumber(redis.call('HGET', KEYS[1], 'left') or '0')
            local at = tonumber(redis.call('HGET', KEYS[1], 'at') or string.format('%.0f', now))
            left = math.min(burst, left + pace * math.max(0, now - at) / 1000000)
            local used = tonumber(redis.call('HGET', KEYS[1], 'used') or '0')
            local oldest = redis.call('LINDEX', KEYS[2], 0)
            while oldest do
                local moment, count = string.match(oldest, '^(%d+) (%d+)$')
                if moment and math.abs(now - tonumber(moment)) < 1000000 then
                    break
                end
                used = used - tonumber(count or '0')
                redis.call('LPOP', KEYS[2])
                oldest = redis.call('LINDEX', KEYS[2], 0)
            end
            used = oldest and used or 0
            granted = math.max(0, math.min(wanted, math.floor(left), rate - used))
            if granted > 0 then
                redis.call('RPUSH', KEYS[2], string.format('%.0f %d', now, granted))
                redis.call('PEXPIRE', KEYS[2], kept)
            end
            redis.call('HSET', KEYS[1], 'left', string.format('%.6f', left - granted), 'at', string.format('%.0f', now),
                'used', string.format('%d', used + granted))
            redis.call('PEXPIRE', KEYS[1], kept)
        end
        local reply = { granted, 0 }
        if most then
            for i = 6, #ARGV do
                if redis.call('SISMEMBER', KEYS[3], ARGV[i]) == 1 then
                    reply[#reply + 1] = ARGV[i]
                elseif redis.call('SCARD', KEYS[3]) < most then
                    redis.call('SADD', KEYS[3], ARGV[i])
                    reply[#reply + 1] = ARGV[i]
                end
            end
            redis.call('PEXPIRE', KEYS[3], kept)
            reply[2] = redis.call('SCARD', KEYS[3]) >= most and 1 or 0
        end
        return reply
        """;

    /// <inheritdoc cref="ITrafficLedger.ReportAsync"/>
    public Task ReportAsync(string holder, IReadOnlyList<RolloutCount> counts, CancellationToken cancellation) =>
        connection.CallAsync(
            async database =>
            {
                await Task.WhenAll(counts.SelectMany(count => new Task[]
                {
                    database.HashSetAsync(keys.CountsOf(count.Rollout), holder, string.Create(CultureInfo.InvariantCulture, $"{count.Requests} {count.Errors}")),
                    database.KeyExpireAsync(keys.CountsOf(count.Rollout), TimeSpan.FromMilliseconds(KeptMilliseconds)),
                }));
                return true;
            },
            cancellation,
            writes: true);

    /// <inheritdoc cref="ITrafficLedger.ReadCountsAsync"/>
    public async Task<IReadOnlyList<RolloutCount>> ReadCountsAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation)
    {
        var totals = await connection.CallAsync(
            database => Task.WhenAll(rollouts.Select(rollout => database.HashValuesAsync(keys.CountsOf(rollout)))), cancellation);
        return [.. rollouts.Zip(totals, RedisEntries.ReadCounts)];
    }

    /// <inheritdoc cref="ITrafficLedger.ExposeAsync"/>
    public async Task<ExposureShare> ExposeAsync(ExposureRequest request, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(
            ExposeScript,
            keys.ExposureOf(request.Rollout),
            [
                Limit(request.RequestsPerSecond), request.WantedRequests, Limit(request.MaxUsers), KeptMilliseconds, Limit(request.Pace),
                .. request.Users.Select(user => (RedisValue)user),
            ],
            cancellation,
            writes: true))!;
        return new ExposureShare((int)reply[0], [.. reply.Skip(2).Select(user => (long)user)], (int)reply[1] == 1);
    }

    private static RedisValue Limit(int? limit) => limit is { } number ? number : "";
}
