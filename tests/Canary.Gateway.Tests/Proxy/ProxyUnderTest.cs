using System.Net;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Control;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy;
using Canary.Gateway.Proxy.Admission;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Telemetry;
using Canary.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Proxy;

/// <summary>The real proxy host in this process, on free ports of 127.0.0.1, with snapshots put into force by the test instead of a store.</summary>
internal sealed class ProxyUnderTest : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly ILoggerFactory _loggers;
    private Snapshot _snapshot = Snapshot.Empty;

    private ProxyUnderTest(WebApplication host, ILoggerFactory loggers, RecordedLog log, GatewayServices services)
    {
        (_host, _loggers, Log, Traffic, Shed) = (host, loggers, log, services.Traffic, services.Shed);
        Client = CreateClient(Url);
    }

    public static IReadOnlyList<string> Localhost { get; } = ["127.0.0.1"];

    public RecordedLog Log { get; }

    public TrafficMetrics Traffic { get; }

    /// <summary>What was turned away.</summary>
    public ShedTraffic Shed { get; }

    /// <summary>The first listener.</summary>
    public Uri Url => new(_host.Urls.First());

    public IReadOnlyList<Uri> Urls => [.. _host.Urls.Select(url => new Uri(url))];

    /// <summary>An HTTP/1.1 client of the first listener that keeps no cookies.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts it.</summary>
    /// <param name="configure">Changes the defaults of its options.</param>
    /// <param name="accessLog">Where the access log goes; null leaves it off.</param>
    /// <param name="found">The destinations that are found; null: none.</param>
    public static async Task<ProxyUnderTest> StartAsync(Action<ProxyOptions>? configure = null, ILoggerFactory? accessLog = null, IFoundDestinations? found = null)
    {
        var options = new ProxyOptions { Urls = "http://127.0.0.1:0" };
        configure?.Invoke(options);
        var log = new RecordedLog();
        var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(log));
        var services = ServicesWith(accessLog ?? loggers, new TrafficMetrics(), logsAccess: accessLog is not null, found);
        var host = ProxyHost.Build(options, services);
        await host.StartAsync();
        return new ProxyUnderTest(host, loggers, log, services);
    }

    public static GatewayServices ServicesWith(ILoggerFactory loggers, TrafficMetrics traffic, bool logsAccess = false, IFoundDestinations? found = null) => new()
    {
        Found = found ?? new NothingFound(),
        LogsAccess = logsAccess,
        Time = TimeProvider.System,
        Loggers = loggers,
        Traffic = traffic,
        Rollouts = new ActiveRollouts(new HourAhead()),
        Instance = new InstanceOptions(),
        Lifecycle = new GatewayLifecycle(),

        // The data plane knows neither the store nor who writes to it.
        Store = null!,
        Snapshots = null!,
        Control = null!,
        Metrics = null!,
    };

    public static HttpClient CreateClient(Uri url, Version? version = null) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    {
        BaseAddress = url,
        DefaultRequestVersion = version ?? HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public T Resolve<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Puts exactly these services into force; one that is the same object as before is unchanged.</summary>
    public Task ApplyAsync(params ServiceConfig[] services) => ApplyAsync(services, (service, revision) =>
        _snapshot.Services.Find(service.Name) is { } known && ReferenceEquals(known.Config, service) ? known : ServiceSnapshot.Create(service, revision));

    /// <summary>Puts exactly this service into force, with what the gateway remembers about it.</summary>
    public Task ApplyAsync(ServiceConfig service, ServiceState state) =>
        ApplyAsync([service], (config, revision) => ServiceSnapshot.Create(config, revision, state));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _host.StopAsync(now.Token);
        await _host.DisposeAsync();
        _loggers.Dispose();
    }

    private async Task ApplyAsync(ServiceConfig[] services, Func<ServiceConfig, long, ServiceSnapshot> create)
    {
        var revision = _snapshot.Revision + 1;
        var gone = _snapshot.Services.Keys.Select(name => KeyValuePair.Create(name, (ServiceSnapshot?)null));
        var wanted = services.Select(service => KeyValuePair.Create<string, ServiceSnapshot?>(service.Name, create(service, revision)));
        var next = new Snapshot("test", revision, _snapshot.Services.With([.. gone, .. wanted]));
        await Resolve<ISnapshotConsumer>().ApplyAsync(next, CancellationToken.None);
        _snapshot = next;
    }

    /// <summary>A clock that stands an hour ahead: what a test hands out stays good however busy the machine is.</summary>
    private sealed class HourAhead : TimeProvider
    {
        private readonly long _timestamp = System.GetTimestamp() + (long)(TimeSpan.FromHours(1).TotalSeconds * System.TimestampFrequency);

        public override long GetTimestamp() => _timestamp;
    }
}
