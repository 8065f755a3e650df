using Canary.Gateway.Addressing;
using Canary.Gateway.Admin;
using Canary.Gateway.Control;
using Canary.Gateway.Discovery.Settings;
using Canary.Gateway.Proxy;
using Canary.Gateway.Proxy.Testers;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry.Logs;
using Canary.Gateway.Telemetry.Tracing;

namespace Canary.Gateway.Hosting;

/// <summary>All settings of the process: the section <c>Canary</c>.</summary>
internal sealed class CanaryOptions
{
    /// <summary>The data plane's listeners.</summary>
    public ProxyOptions Proxy { get; set; } = new();

    /// <summary>The admin listener and who may use it.</summary>
    public AdminOptions Admin { get; set; } = new();

    /// <summary>Where state is kept.</summary>
    public StoreOptions Store { get; set; } = new();

    /// <summary>Where destinations are found that services do not list.</summary>
    public DiscoveryOptions Discovery { get; set; } = new();

    /// <summary>Where the gateway must not be sent to.</summary>
    public AddressOptions Addresses { get; set; } = new();

    /// <summary>Folder of YAML files with services, rollouts and sinks that are applied at start. Default none.</summary>
    public string? Import { get; set; }

    /// <summary>Whether changes in that folder are applied, too, while the gateway runs. Default false.</summary>
    public bool ImportWatch { get; set; }

    /// <summary>How this gateway names itself.</summary>
    public InstanceOptions Instance { get; set; } = new();

    /// <summary>Tokens by which testers choose their variant.</summary>
    public TesterOptions Testers { get; set; } = new();

    /// <summary>How the process ends.</summary>
    public ShutdownOptions Shutdown { get; set; } = new();

    /// <summary>What is written to standard output.</summary>
    public LogOptions Logs { get; set; } = new();

    /// <summary>Export of traces.</summary>
    public TraceOptions Traces { get; set; } = new();
}

/// <summary>How the process ends: the settings under <c>Canary:Shutdown</c>.</summary>
internal sealed class ShutdownOptions
{
    /// <summary>How long traffic is still accepted after SIGTERM while <c>/readyz</c> says no, so that balancers notice. 0 to 10 min, default 5 s. Ctrl-C skips it.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests in flight may take to finish. 0 to 1 h, default 30 s.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(30);
}
