using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Control.Objectives;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Control;

/// <summary>What this gateway tells the store about its traffic: errors of rollouts, evidence, how services keep their objectives, and rates for people who look.</summary>
internal sealed class TrafficReports : IAsyncDisposable
{
    private readonly RolloutCounting _counting;
    private readonly EvidenceReporting _evidence;
    private readonly ObjectiveReporting _objectives;
    private readonly TrafficPosting _posting;

    /// <summary>Tells nothing until started.</summary>
    /// <param name="services">What is shared.</param>
    /// <param name="run">This run of the gateway.</param>
    /// <param name="readGateways">Reads the ids of the gateways that are alive.</param>
    public TrafficReports(GatewayServices services, InstanceRun run, Func<CancellationToken, Task<IReadOnlyList<string>>> readGateways)
    {
        var (store, time, loggers) = (services.Store, services.Time, services.Loggers);
        _counting = new RolloutCounting(store, run, services.Rollouts, time, loggers.CreateLogger<RolloutCounting>());
        _evidence = new EvidenceReporting(store, readGateways, services.Instance.Id, run, services.Rollouts.Epochs, time, loggers.CreateLogger<EvidenceReporting>());
        _posting = new TrafficPosting(store.Board, services.Instance.Id, services.Snapshots, services.Samples, time, loggers.CreateLogger<TrafficPosting>());
        _objectives = new ObjectiveReporting(
            store, run, () => services.Snapshots.Current, services.Traffic, () => services.Control.Leadership.Clock.Now, time, loggers.CreateLogger<ObjectiveReporting>());
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        _counting.Start();
        _evidence.Start();
        _objectives.Start();
        _posting.Start();
    }

    /// <summary>Stops, after saying what is not said yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await _counting.DisposeAsync();
        await _evidence.DisposeAsync();
        await _objectives.DisposeAsync();
        await _posting.DisposeAsync();
    }
}
