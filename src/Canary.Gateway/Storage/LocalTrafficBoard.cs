using System.Collections.Concurrent;

namespace Canary.Gateway.Storage;

/// <summary>The board of a gateway that is alone with its store: in memory, with the same rules as a shared one.</summary>
/// <param name="time">The clock.</param>
internal sealed class LocalTrafficBoard(TimeProvider time) : ITrafficBoard
{
    private readonly ConcurrentDictionary<string, (string Traffic, DateTimeOffset Until)> _posts = new(StringComparer.Ordinal);
    private long _watchedUntil;

    public Task WatchAsync(TimeSpan duration, CancellationToken cancellation)
    {
        Interlocked.Exchange(ref _watchedUntil, (time.GetUtcNow() + duration).UtcTicks);
        return Task.CompletedTask;
    }

    public Task<bool> IsWatchedAsync(CancellationToken cancellation) => Task.FromResult(time.GetUtcNow().UtcTicks < Interlocked.Read(ref _watchedUntil));

    public Task PostAsync(string gateway, string traffic, TimeSpan kept, CancellationToken cancellation)
    {
        _posts[gateway] = (traffic, time.GetUtcNow() + kept);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, string>> ReadAsync(IReadOnlyList<string> gateways, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return Task.FromResult<IReadOnlyDictionary<string, string>>(gateways
            .Where(gateway => _posts.TryGetValue(gateway, out var post) && now < post.Until)
            .ToDictionary(gateway => gateway, gateway => _posts[gateway].Traffic, StringComparer.Ordinal));
    }
}
