using Canary.Gateway.Addressing;
using Canary.Gateway.Control;
using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Proxy.Admission;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Mirroring;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Proxy.Testers;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;
using Canary.Gateway.Telemetry.Sampling;
using Canary.Gateway.Telemetry.Tracing;

namespace Canary.Gateway.Hosting;

/// <summary>What the two hosts of the process share. Made once, by <see cref="GatewayApplication"/>; every member is safe for concurrent use.</summary>
internal sealed class GatewayServices
{
    /// <summary>The clock of everything that waits or measures.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The one logging pipeline of both hosts.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>How this gateway names itself.</summary>
    public required InstanceOptions Instance { get; init; }

    /// <summary>Where state is kept.</summary>
    public required IGatewayStore Store { get; init; }

    /// <summary>The snapshot in force.</summary>
    public required SnapshotState Snapshots { get; init; }

    /// <summary>Where operators may send the gateway. Default: anywhere but to link-local addresses.</summary>
    public AddressPolicy Addresses { get; init; } = AddressPolicy.Least;

    /// <summary>Everything that changes services.</summary>
    public required ControlPlane Control { get; init; }

    /// <summary>Changes services.</summary>
    public ServiceWriter Writer => Control.Writer;

    /// <summary>Counters of requests.</summary>
    public required TrafficMetrics Traffic { get; init; }

    /// <summary>What those counters said in the last minutes. Default: since this was first asked for.</summary>
    public TrafficHistory History { get => field ??= new TrafficHistory(Traffic, Time); init; }

    /// <summary>The traffic of the last quarter of an hour, interval by interval. Default: since this was first asked for, and only where somebody samples.</summary>
    public TrafficSampler Samples { get => field ??= new TrafficSampler(Traffic, Time); init; }

    /// <summary>How the evidence of rollouts went lately; null, the default: nobody looked.</summary>
    public EvidenceTrail? Evidence { get; init; }

    /// <summary>The rollouts under way, as the data plane sees them. Default none, on the system's clock.</summary>
    public ActiveRollouts Rollouts { get; init; } = new(TimeProvider.System);

    /// <summary>The destinations that are found. Default none.</summary>
    public IFoundDestinations Found { get; init; } = new NothingFound();

    /// <summary>Metrics of how they are found. Default none.</summary>
    public IReadOnlyList<MetricFamily> DiscoveryFamilies { get; init; } = [];

    /// <summary>The mirrors of services, as the data plane sees them. Default none, on the system's clock.</summary>
    public ActiveMirrors Mirrors { get; init; } = new(TimeProvider.System);

    /// <summary>Services as the data plane serves them. Default none.</summary>
    public ServiceView Served { get; init; } = new();

    /// <summary>What the proxy listeners turned away. Default nothing.</summary>
    public ShedTraffic Shed { get; init; } = new();

    /// <summary>Counters of the gateway's own state.</summary>
    public required GatewayMetrics Metrics { get; init; }

    /// <summary>Whether the process is on its way out.</summary>
    public required GatewayLifecycle Lifecycle { get; init; }

    /// <summary>Where traces go; null, the default, where they are off.</summary>
    public TraceExport? Traces { get; init; }

    /// <summary>Signs and reads testers' tokens; null, the default, where there are no keys.</summary>
    public TesterTokens? Testers { get; init; }

    /// <summary>Whose word about a request is believed. Default nobody's.</summary>
    public TrustedProxies Trusted { get; init; } = new([]);

    /// <summary>Whether every proxied request gets a log line. Default false.</summary>
    public bool LogsAccess { get; init; }
}
