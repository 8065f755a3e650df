using System.Collections.Immutable;
using Canary.Core.Analysis;
using Canary.Gateway.Addressing;
using Canary.Gateway.Control.Analysis;
using Canary.Gateway.Control.Backups;
using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Control.Leading;
using Canary.Gateway.Control.Objectives;
using Canary.Gateway.Control.Releases;
using Canary.Gateway.Control.Rollouts;
using Canary.Gateway.Notifications;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Control;

/// <summary>Everything of a gateway that changes services: who writes, who leads, who drives rollouts and who is told of them.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly WebhookGates _gates;
    private readonly OutsideChecks _outside;
    private readonly HttpMessageInvoker _outbound;
    private readonly RolloutDriver _driver;

    /// <summary>Leads and drives nothing until started.</summary>
    /// <param name="store">Where state is kept.</param>
    /// <param name="state">The snapshot in force.</param>
    /// <param name="sync">Keeps it equal to the store.</param>
    /// <param name="run">This run of the gateway.</param>
    /// <param name="keyPrefix">The store's key prefix, which names the gateways of one store together.</param>
    /// <param name="addresses">Where nothing that operators write may lead.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <param name="publicUrl">Where people reach the admin listener; null, the default: notifications carry no links.</param>
    /// <param name="folder">Where a backup waits while it is checked; null, the default: the system's temporary folder.</param>
    public ControlPlane(IGatewayStore store, SnapshotState state, SnapshotSync sync, InstanceRun run, string keyPrefix, AddressPolicy addresses, TimeProvider time, ILoggerFactory loggers, string? publicUrl = null, string? folder = null)
    {
        var source = "/canary-gateway/" + keyPrefix;
        var events = Events = new CloudEvents(source);
        _outbound = OutboundClient.Create(addresses.Callbacks);
        Leadership = new Leadership(store, run, time, loggers.CreateLogger<Leadership>());
        _outside = new OutsideChecks(store, () => Leadership.Current, _outbound, time, loggers.CreateLogger<OutsideChecks>());
        var judgements = new RolloutJudgements(store, _outside);
        Metrics = new RolloutMetrics(() => state.Current, () => Leadership.Current is not null);
        var checks = new CheckMetrics(() => Leadership.Current is null ? ImmutableDictionary<string, Judgement>.Empty : judgements.Current);
        Writer = new ServiceWriter(store, state, sync, Leadership.Clock, events, Metrics, addresses, time, loggers.CreateLogger<ServiceWriter>());
        Recovery = new StoreRecovery(store, state, sync);
        Backups = new StoreBackups(store, state, sync, folder ?? Path.GetTempPath());
        Rollouts = new RolloutControl(Writer, addresses, Leadership.Clock, events);
        Releases = new ReleaseControl(state, Writer, addresses, Leadership.Clock, events);
        _gates = new WebhookGates(_outbound, time, loggers.CreateLogger<WebhookGates>());
        Notifications = new NotificationPlane(store, Leadership, _outbound, addresses.Callbacks, new NotificationOptions(), source, publicUrl, time, loggers);
        Families = [.. Metrics.Families, .. checks.Families, .. Notifications.Metrics.Families];
        _driver = new RolloutDriver(Leadership, state, sync, Writer, new RolloutFacts(store, judgements, new ErrorBudgets(store), _gates), events, time, loggers.CreateLogger<RolloutDriver>());
    }

    /// <summary>Who leads, and the store's clock.</summary>
    public Leadership Leadership { get; }

    /// <summary>What is told of rollouts.</summary>
    public CloudEvents Events { get; }

    /// <summary>Changes services.</summary>
    public ServiceWriter Writer { get; }

    /// <summary>What to do when the store lost its data.</summary>
    public StoreRecovery Recovery { get; }

    /// <summary>Backups of the store.</summary>
    public StoreBackups Backups { get; }

    /// <summary>What people do to rollouts.</summary>
    public RolloutControl Rollouts { get; }

    /// <summary>Services released together.</summary>
    public ReleaseControl Releases { get; }

    /// <summary>Who is told of what happens.</summary>
    public NotificationPlane Notifications { get; }

    /// <summary>Rollouts as metrics.</summary>
    public RolloutMetrics Metrics { get; }

    /// <summary>Rollouts, their checks and notifications as metric families, in the order of the page.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    /// <summary>Begins to ask for the lease, and to drive rollouts while it is held.</summary>
    public void Start()
    {
        Leadership.Start();
        _driver.Start();
        Notifications.Start();
    }

    /// <summary>Stops driving, then gives the lease back, so that another gateway goes on at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync();
        await Notifications.DisposeAsync();
        await Leadership.DisposeAsync();
        _gates.Dispose();
        _outside.Dispose();
        _outbound.Dispose();
    }
}
