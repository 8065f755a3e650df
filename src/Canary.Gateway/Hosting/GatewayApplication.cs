using Canary.Gateway.Addressing;
using Canary.Gateway.Admin;
using Canary.Gateway.Control;
using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Discovery;
using Canary.Gateway.Import;
using Canary.Gateway.Proxy;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Mirroring;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Proxy.Testers;
using Canary.Gateway.Proxy.WebSockets;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;
using Canary.Gateway.Telemetry.Sampling;
using Canary.Gateway.Telemetry.Tracing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Canary.Gateway.Hosting;

/// <summary>The whole gateway: shared services, the proxy host and the admin host, started and stopped in the right order.</summary>
internal sealed partial class GatewayApplication : IAsyncDisposable
{
    // Traffic is not kept waiting for a source that is down.
    private static readonly TimeSpan FirstAnswersPatience = TimeSpan.FromSeconds(2);

    private readonly CanaryOptions _options;
    private readonly GatewayServices _services;
    private readonly SnapshotSync _sync;
    private readonly InstanceAnnouncer _announcer;
    private readonly DiscoveryPlane _discovery;
    private readonly ExposureSharing _exposure;
    private readonly TrafficReports _reports;
    private readonly LastGoodCopy? _lastGood;
    private readonly LastGoodWriter? _lastGoodWriter;
    private readonly FolderImport? _import;
    private readonly GatewayInstruments _instruments;
    private readonly TraceExport? _traces;
    private readonly WebApplication _proxy;
    private readonly WebApplication _admin;
    private readonly ILogger<GatewayApplication> _logger;
    private bool _stopped;

    private GatewayApplication(CanaryOptions options, TimeProvider time, ILoggerFactory loggers, Func<long>? droppedLogLines)
    {
        _options = options;
        _logger = loggers.CreateLogger<GatewayApplication>();
        var addresses = AddressPolicy.Parse(options.Addresses, OwnAdmin, []);
        _import = options.Import is { Length: > 0 } folder ? FolderImport.Read(folder, options.ImportWatch, addresses, loggers.CreateLogger<FolderImport>()) : null;
        var store = StoreFactory.Create(options.Store, time, loggers);
        var state = new SnapshotState();
        var run = InstanceRun.Of(options.Instance);
        var traffic = new TrafficMetrics();
        var metrics = new GatewayMetrics(time, GatewayVersion.Current, droppedLogLines);
        _traces = TraceExport.Start(options.Traces, options.Instance, loggers);
        _sync = new SnapshotSync(store, state, metrics, options.Store, time, loggers.CreateLogger<SnapshotSync>());
        _discovery = new DiscoveryPlane(
            DestinationSources.Create(options.Discovery, time), options.Store.Path, options.Discovery.EmptyAfter, time, loggers.CreateLogger<DiscoveryPlane>());
        _sync.Applied += _discovery.Follow;
        if (options.Store.Kind != StoreKind.File)
        {
            // The file store is itself on this disk; a copy of it would be a second truth.
            _lastGood = new LastGoodCopy(options.Store.Path);
            _lastGoodWriter = new LastGoodWriter(_lastGood, _sync, time, loggers.CreateLogger<LastGoodWriter>());
        }

        _services = new GatewayServices
        {
            Time = time,
            Loggers = loggers,
            Instance = options.Instance,
            Store = store,
            Snapshots = state,
            Addresses = addresses,
            Control = new ControlPlane(store, state, _sync, run, options.Store.KeyPrefix, addresses, time, loggers, options.Admin.PublicUrl, options.Store.Path),
            Traffic = traffic,
            History = new TrafficHistory(traffic, time),
            Samples = new TrafficSampler(traffic, time),
            Evidence = new EvidenceTrail(store, state, time, loggers.CreateLogger<EvidenceTrail>()),
            Rollouts = new ActiveRollouts(time),
            Found = _discovery,
            DiscoveryFamilies = _discovery.Families,
            Mirrors = new ActiveMirrors(time),
            Metrics = metrics,
            Lifecycle = new GatewayLifecycle(),
            Traces = _traces,

            // What is wrong with these settings is said elsewhere, all of it at once.
            Testers = TesterTokens.Create(options.Testers, time, []),
            Trusted = TrustedProxies.Parse(options.Proxy.TrustedProxies, []),
            LogsAccess = options.Logs.Access,
        };
        _announcer = new InstanceAnnouncer(store, _sync, state, options.Instance, time, loggers.CreateLogger<InstanceAnnouncer>(), _services.Control.Leadership);
        _exposure = new ExposureSharing(store, async cancellation => (await ReadGatewaysAsync(cancellation)).Count, _services.Rollouts, time, loggers.CreateLogger<ExposureSharing>());
        _reports = new TrafficReports(_services, run, ReadGatewaysAsync);
        _instruments = new GatewayInstruments([.. metrics.Families, .. _services.Control.Families, .. _discovery.Families, .. TrafficFamilies.Of(_services.Traffic), .. _services.Mirrors.Families, .. _services.Served.Families, .. _services.Shed.Families], GatewayVersion.Current);
        _proxy = ProxyHost.Build(options.Proxy, _services);
        _admin = AdminHost.Build(options.Admin, _services);
    }

    /// <summary>Where the proxy listens; known after the start.</summary>
    public IReadOnlyList<Uri> ProxyAddresses => AddressesOf(_proxy);

    /// <summary>Where the admin surface listens; known after the start.</summary>
    public IReadOnlyList<Uri> AdminAddresses => AddressesOf(_admin);

    /// <summary>What both hosts share.</summary>
    internal GatewayServices Services => _services;

    /// <summary>A gateway that is not started.</summary>
    /// <param name="configuration">Settings, with the section <c>Canary</c>.</param>
    /// <param name="loggers">Where logs go; not disposed.</param>
    /// <param name="time">The clock; default the system's.</param>
    /// <param name="droppedLogLines">Counts log lines that nobody read; default none.</param>
    /// <exception cref="SettingsException">Settings or files to import are wrong.</exception>
    public static GatewayApplication Create(IConfiguration configuration, ILoggerFactory loggers, TimeProvider? time = null, Func<long>? droppedLogLines = null) =>
        new(SettingsReader.Read(configuration), time ?? TimeProvider.System, loggers, droppedLogLines);

    /// <summary>Opens the store, loads what is to be served, and only then listens for traffic. Returns also where a remote store is down.</summary>
    /// <exception cref="IOException">A listener's address is in use.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await _admin.StartAsync(cancellation);
        await _services.Store.StartAsync(cancellation);
        _discovery.Tell(_proxy.Services.GetRequiredService<RoutingState>().RefreshAsync);
        await _sync.StartAsync(_proxy.Services.GetRequiredService<ISnapshotConsumer>(), LoadLastGood(), cancellation);
        _import?.Start(_services);
        if (_import is not null && _services.Store.IsConnected)
        {
            await _import.FirstAttempt.WaitAsync(cancellation);
        }

        await _discovery.WaitForFirstAnswersAsync(FirstAnswersPatience, cancellation);
        await _proxy.StartAsync(cancellation);
        _services.Lifecycle.BeginServing();
        _announcer.Start();
        _services.Control.Start();
        _exposure.Start();
        _reports.Start();
        _services.History.Start();
        _services.Samples.Start();
        _services.Evidence?.Start();
        Log.Started(_logger, string.Join(", ", ProxyAddresses), string.Join(", ", AdminAddresses), _options.Instance.Id);
    }

    /// <summary>Drains and stops: not ready at once, then no new connections, then requests in flight end, then the store is let go.</summary>
    /// <param name="skipDelay">Whether to leave out the time in which balancers notice.</param>
    /// <param name="hurry">Ends that time early, and cuts off what is in flight.</param>
    public async Task StopAsync(bool skipDelay, CancellationToken hurry = default)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        _services.Lifecycle.BeginDraining();
        if (!skipDelay && _options.Shutdown.Delay > TimeSpan.Zero)
        {
            Log.Draining(_logger, _options.Shutdown.Delay);
            await Task.WhenAny(Task.Delay(_options.Shutdown.Delay, _services.Time, hurry));
        }

        using (var grace = new CancellationTokenSource(_options.Shutdown.Grace, _services.Time))
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, hurry))
        {
            var stopping = _proxy.StopAsync(end.Token);
            await _proxy.Services.GetRequiredService<OpenWebSockets>().CloseAllAsync();
            await stopping;
        }

        // Every request has ended: this says the last of them.
        await _reports.DisposeAsync();
        await _services.History.DisposeAsync();
        await _services.Samples.DisposeAsync();
        if (_services.Evidence is not null)
        {
            await _services.Evidence.DisposeAsync();
        }

        await _exposure.DisposeAsync();
        if (_import is not null)
        {
            await _import.DisposeAsync();
        }

        await _services.Control.DisposeAsync();
        await _announcer.DisposeAsync();
        await _sync.DisposeAsync();
        await _discovery.DisposeAsync();
        if (_lastGoodWriter is not null)
        {
            await _lastGoodWriter.DisposeAsync();
        }

        using (var grace = new CancellationTokenSource(TimeSpan.FromSeconds(2), _services.Time))
        {
            await _admin.StopAsync(grace.Token);
        }

        await _services.Store.DisposeAsync();
        Log.Stopped(_logger);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(skipDelay: true);
        await _proxy.DisposeAsync();
        await _admin.DisposeAsync();
        _instruments.Dispose();
        _traces?.Dispose();
    }

    private static Uri[] AddressesOf(WebApplication host) =>
        [.. (host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Select(address => new Uri(address))];

    // Files are looked at before there is a listener.
    private IReadOnlyList<Uri> OwnAdmin() => _admin is null ? [] : AdminAddresses;

    private async Task<IReadOnlyList<string>> ReadGatewaysAsync(CancellationToken cancellation) =>
        [.. (await _services.Store.ReadInstancesAsync(InstanceAnnouncer.MaxAge, cancellation)).Select(instance => instance.Id)];

    private StoreChanges? LoadLastGood()
    {
        string? problem = null;
        var copy = _lastGood?.Load(out problem);
        if (problem is not null)
        {
            Log.CopyDamaged(_logger, problem);
        }

        return copy;
    }

    private static partial class Log
    {
        [LoggerMessage(1500, LogLevel.Information, "Proxy on {ProxyUrls}, admin on {AdminUrls}, instance '{Instance}'")]
        public static partial void Started(ILogger logger, string proxyUrls, string adminUrls, string instance);

        [LoggerMessage(1501, LogLevel.Information, "Asked to stop: not ready, still serving for {Delay}")]
        public static partial void Draining(ILogger logger, TimeSpan delay);

        [LoggerMessage(1502, LogLevel.Information, "Stopped")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(1503, LogLevel.Error, "The last-good copy is of no use: {Problem}")]
        public static partial void CopyDamaged(ILogger logger, string problem);
    }
}
