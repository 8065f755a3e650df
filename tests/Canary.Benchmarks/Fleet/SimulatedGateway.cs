using System.Globalization;
using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Canary.Benchmarks.Fleet;

/// <summary>All of a gateway that Redis sees: its own connections, following the store, announcing itself. It has no listeners and no requests.</summary>
internal sealed class SimulatedGateway : ISnapshotConsumer, IAsyncDisposable
{
    private readonly FollowedStore _store;
    private readonly SnapshotSync _sync;
    private readonly InstanceAnnouncer _announcer;
    private readonly CounterFlush _flush;

    /// <summary>A gateway that is not started.</summary>
    public SimulatedGateway(int number, string redis, SocketManager threads, Arrivals announced, Arrivals applied)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"gateway-{number:0000}");
        _store = new FollowedStore(redis, threads);
        var state = new SnapshotState();
        var metrics = new GatewayMetrics(TimeProvider.System, "simulated");
        _sync = new SnapshotSync(_store, state, metrics, new StoreOptions { Kind = StoreKind.Redis }, TimeProvider.System, NullLogger<SnapshotSync>.Instance);
        _store.Announced += announced.Add;
        _sync.Applied += snapshot => applied.Add(snapshot.Revision);
        _announcer = new InstanceAnnouncer(_store, _sync, state, new InstanceOptions { Id = id }, TimeProvider.System, NullLogger<InstanceAnnouncer>.Instance);
        _flush = new CounterFlush(_store.Connection, id);
    }

    /// <summary>Connects and follows from now on.</summary>
    public async Task StartAsync()
    {
        await _store.StartAsync(CancellationToken.None);
        await _sync.StartAsync(this, lastGood: null, CancellationToken.None);
        _announcer.Start();
    }

    /// <summary>Sends counters from now on.</summary>
    public void StartFlushing(TimeSpan delay) => _flush.Start(delay);

    /// <inheritdoc/>
    public Task ApplyAsync(Snapshot snapshot, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _flush.DisposeAsync();
        await _announcer.DisposeAsync();
        await _sync.DisposeAsync();
        await _store.DisposeAsync();
    }
}
