using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>The board in Redis. Its keys: <see cref="RedisKeys.Watched"/> and <see cref="RedisKeys.TrafficOf"/>, which expire as callers say.</summary>
internal sealed class RedisTrafficBoard(RedisConnection connection, RedisKeys keys) : ITrafficBoard
{
    public Task WatchAsync(TimeSpan duration, CancellationToken cancellation) =>
        connection.CallAsync(database => database.StringSetAsync(keys.Watched, "1", duration), cancellation, writes: true);

    public Task<bool> IsWatchedAsync(CancellationToken cancellation) => connection.CallAsync(database => database.KeyExistsAsync(keys.Watched), cancellation);

    public Task PostAsync(string gateway, string traffic, TimeSpan kept, CancellationToken cancellation) =>
        connection.CallAsync(database => database.StringSetAsync(keys.TrafficOf(gateway), traffic, kept), cancellation, writes: true);

    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(IReadOnlyList<string> gateways, CancellationToken cancellation)
    {
        if (gateways.Count == 0)
        {
            return new Dictionary<string, string>();
        }

        RedisKey[] wanted = [.. gateways.Select(keys.TrafficOf)];
        var posts = await connection.CallAsync(database => database.StringGetAsync(wanted), cancellation);
        return gateways.Zip(posts).Where(post => !post.Second.IsNull).ToDictionary(post => post.First, post => (string)post.Second!, StringComparer.Ordinal);
    }
}
