using System.Collections.Concurrent;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Following;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Discovery;

/// <summary>Finds the destinations of the snapshot in force: one follower for each question, shared by all variants that ask it.</summary>
internal sealed partial class DiscoveryPlane : IFoundDestinations, IAsyncDisposable
{
    // Pods come and go in bursts; a burst is one change of clusters.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    private readonly DestinationSources _sources;
    private readonly LastGoodLists _lastGood;
    private readonly TimeSpan _emptyAfter;
    private readonly TimeProvider _time;
    private readonly ILogger<DiscoveryPlane> _logger;
    private readonly ConcurrentDictionary<DiscoveryConfig, DestinationFollower> _followers = [];
    private readonly ConcurrentDictionary<string, SourceHealth> _health = [];
    private readonly ConcurrentDictionary<string, byte> _changed = [];
    private readonly ConcurrentDictionary<DestinationFollower, Task> _ending = [];
    private readonly CoalescedWork _refreshing;
    private Func<IReadOnlyCollection<string>, CancellationToken, Task>? _refresh;

    /// <summary>A plane that knows what is on disk, and asks nobody yet.</summary>
    /// <param name="sources">Whom to ask.</param>
    /// <param name="folder">Where the last good lists are kept.</param>
    /// <param name="emptyAfter">How long emptiness must be said before it is believed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it says what happens.</param>
    public DiscoveryPlane(DestinationSources sources, string folder, TimeSpan emptyAfter, TimeProvider time, ILogger<DiscoveryPlane> logger)
    {
        (_sources, _emptyAfter, _time, _logger) = (sources, emptyAfter, time, logger);
        _lastGood = new LastGoodLists(new LastGoodDestinations(folder), () => _followers.Values, time, logger);
        _refreshing = new CoalescedWork(RefreshAsync, Gathering, TimeSpan.Zero, time);
        Families = DiscoveryFamilies.Of(this);
    }

    /// <summary>Its metrics.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    /// <summary>Who follows now, in no order.</summary>
    public ICollection<DestinationFollower> Followers => _followers.Values;

    /// <summary>What was counted about each kind of source that was ever used.</summary>
    public ICollection<SourceHealth> Sources => _health.Values;

    /// <summary>Which services use which questions.</summary>
    public DiscoveryUses Uses { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<DestinationConfig>? Of(DiscoveryConfig discovery) =>
        _followers.TryGetValue(discovery, out var follower) ? follower.Current : _lastGood.Of(discovery);

    /// <summary>Says who is told of services whose destinations changed.</summary>
    /// <param name="refresh">Puts what <see cref="Of"/> says into force for services by name. It may refuse with an <see cref="InvalidOperationException"/>.</param>
    public void Tell(Func<IReadOnlyCollection<string>, CancellationToken, Task> refresh) => Volatile.Write(ref _refresh, refresh);

    /// <summary>A snapshot is in force: what it asks is followed from now on, and nothing else.</summary>
    public void Follow(Snapshot snapshot)
    {
        var changes = Uses.Update(snapshot);
        foreach (var discovery in changes.Ended)
        {
            if (_followers.TryRemove(discovery, out var follower))
            {
                End(follower);
            }
        }

        foreach (var discovery in changes.Begun)
        {
            var source = _sources.Of(discovery);
            var health = _health.GetOrAdd(source.Kind, kind => new SourceHealth(kind));
            var follower = new DestinationFollower(discovery, source, health, Of(discovery), _emptyAfter, OnFound, _time, _logger);
            _followers[discovery] = follower;
            follower.Start();
        }

        // A list may have changed between the moment the snapshot came into force and now.
        Changed(changes.Services);
    }

    /// <summary>Waits until every source that knows nothing yet has answered or failed once, and what was found is in force.</summary>
    /// <param name="patience">When to give up.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WaitForFirstAnswersAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var waiting = _followers.Values.Where(follower => follower.Current is null).Select(follower => follower.Tried).ToArray();
        if (waiting.Length > 0)
        {
            await Task.WhenAny(Task.WhenAll(waiting), Task.Delay(patience, _time, cancellation));
            await RefreshAsync(cancellation);
        }
    }

    /// <summary>Asks nobody any more, and writes what is unwritten.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_followers.Values.Select(follower => follower.DisposeAsync().AsTask()).Concat(_ending.Values));
        await _refreshing.DisposeAsync();
        await _lastGood.DisposeAsync();
        _sources.Dispose();
    }

    private void OnFound(DestinationFollower follower)
    {
        Changed(Uses.ServicesOf(follower.Discovery));
        _lastGood.Changed();
    }

    private void End(DestinationFollower follower)
    {
        var ending = follower.DisposeAsync().AsTask();
        _ending[follower] = ending;
        _ = ending.ContinueWith(_ => _ending.TryRemove(follower, out var _), TaskScheduler.Default);
    }

    private void Changed(IReadOnlyCollection<string> services)
    {
        foreach (var service in services)
        {
            _changed[service] = 0;
        }

        if (services.Count > 0)
        {
            _refreshing.Ask();
        }
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        var services = _changed.Keys.Where(service => _changed.TryRemove(service, out _)).ToArray();
        if (services.Length == 0 || Volatile.Read(ref _refresh) is not { } refresh)
        {
            return;
        }

        try
        {
            await refresh(services, cancellation);
        }
        catch (InvalidOperationException exception)
        {
            Log.Refused(_logger, string.Join(", ", services), exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1710, LogLevel.Error, "The destinations found for {Services} are refused, the last ones stay: {Problem}")]
        public static partial void Refused(ILogger logger, string services, string problem);
    }
}
