using System.Collections.Concurrent;
using Canary.Core.Rollouts;
using Canary.Gateway.Proxy.Routing;

namespace Canary.Gateway.Proxy.WebSockets;

/// <summary>The WebSockets that are open, so that those to a variant that is rolled back can be closed: clients then connect anew, to the baseline.</summary>
/// <remarks>Requests add and remove theirs; who closes walks over those that there are.</remarks>
internal sealed partial class OpenWebSockets(TimeProvider time, ILogger<OpenWebSockets> logger)
{
    // RFC 6455 and IANA's registry: the endpoint goes away; the service restarts, so connect again.
    private const ushort GoingAway = 1001;
    private const ushort ServiceRestart = 1012;

    // So that thousands of clients do not come back in the same moment.
    private const int AtOnce = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<ClosableSocket, (string Service, string Variant)> _open = [];

    /// <summary>How many are open.</summary>
    public int Count => _open.Count;

    /// <summary>One was opened.</summary>
    public void Add(ClosableSocket socket, string service, string variant) => _open.TryAdd(socket, (service, variant));

    /// <summary>One is over.</summary>
    public void Remove(ClosableSocket socket)
    {
        socket.End();
        _open.TryRemove(socket, out _);
    }

    /// <summary>A service changed: where that rolled a variant back, its WebSockets are closed after the service's grace, unless it is given weight again meanwhile.</summary>
    /// <param name="change">The change, which is in force.</param>
    /// <param name="current">The service of a name as it is in force when the grace is over.</param>
    public void Follow(ServiceChange change, Func<string, RoutedService?> current)
    {
        if (change is { Before: { } before, Now: { } now } && IsRolledBack(now) && !IsRolledBack(before))
        {
            _ = CloseLaterAsync(change.Name, now.Snapshot.Config.Traffic.RollbackGrace, current);
        }
    }

    /// <summary>Closes all, as the gateway goes away. Returns when each was told or is cut off.</summary>
    public Task CloseAllAsync() => Task.WhenAll(_open.Keys.Select(socket => socket.CloseAsync(GoingAway, time)));

    private static bool IsRolledBack(RoutedService service) =>
        service.Snapshot.Config.RolledBack || service.Snapshot.State.Rollout is { State.Phase: RolloutPhase.RolledBack };

    private async Task CloseLaterAsync(string service, TimeSpan grace, Func<string, RoutedService?> current)
    {
        await Task.Delay(grace, time);
        var closing = new List<Task>();
        foreach (var (socket, to) in _open)
        {
            // Asked each time, as closing many takes a while.
            if (to.Service != service || current(service) is not { } now || !HasNothing(now, to.Variant))
            {
                continue;
            }

            closing.Add(socket.CloseAsync(ServiceRestart, time));
            if (closing.Count % AtOnce == 0)
            {
                await Task.Delay(Pause, time);
            }
        }

        if (closing.Count > 0)
        {
            Log.Closing(logger, service, closing.Count);
        }

        await Task.WhenAll(closing);
    }

    private static bool HasNothing(RoutedService service, string variant)
    {
        var index = Array.FindIndex(service.Snapshot.Variants, candidate => candidate.Name == variant);
        return index != service.Snapshot.BaselineIndex && (index < 0 || service.Snapshot.Config.RolledBack || service.Snapshot.Variants[index].Weight.Hundredths == 0);
    }

    private static partial class Log
    {
        [LoggerMessage(1240, LogLevel.Information, "Service '{Service}' is rolled back: {Count} WebSockets to other variants than its baseline are closed")]
        public static partial void Closing(ILogger logger, string service, int count);
    }
}
