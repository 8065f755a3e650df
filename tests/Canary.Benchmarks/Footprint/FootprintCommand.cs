using System.Globalization;
using System.Text;
using Canary.Benchmarks.Subjects;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Control;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy;
using Canary.Gateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Benchmarks.Footprint;

/// <summary>What a service's memory is made of: each layer is built for many services, and the heap is asked after it.</summary>
internal static class FootprintCommand
{
    private const int Services = 10_000;

    /// <summary>Measures and prints a table.</summary>
    /// <param name="rules">Rules of each service.</param>
    public static async Task<int> RunAsync(int rules)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Services} services × {rules} rules | KB each |"));
        Console.WriteLine("|---|--:|");
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var configs = Enumerable.Range(0, Services).Select(i => Read(i, rules)).ToArray();
        heap = Tell("the document as it is read: names, rules, variants", heap);
        var snapshots = configs.Select(config => ServiceSnapshot.Create(config, revision: 1)).ToArray();
        heap = Tell("what selection needs: compiled rules, choices", heap);
        var snapshot = new Snapshot("footprint", 1, Snapshot.Empty.Services.With([.. snapshots.Select(service => KeyValuePair.Create<string, ServiceSnapshot?>(service.Name, service))]));
        heap = Tell("its place in the snapshot", heap);
        await using var host = ProxyHost.Build(new ProxyOptions { Urls = "http://127.0.0.1:0" }, Shared());
        await host.Services.GetRequiredService<ISnapshotConsumer>().ApplyAsync(snapshot, CancellationToken.None);
        Tell("clusters, destinations, counters, its place in the table of hosts", heap);
        GC.KeepAlive(snapshot);
        return 0;
    }

    private static long Tell(string what, long before)
    {
        var now = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {(now - before) / 1024d / Services:0.0} |"));
        return now;
    }

    private static ServiceConfig Read(int number, int rules)
    {
        var document = BenchmarkService.Create($"service-{number}", "http://127.0.0.1:9", rules, $"service-{number}.example.com");
        return ServiceDocument.Read(Encoding.UTF8.GetBytes(document.ToJsonString())).Value!;
    }

    private static GatewayServices Shared() => new()
    {
        Time = TimeProvider.System,
        Loggers = NullLoggerFactory.Instance,
        Traffic = new TrafficMetrics(),
        Instance = new InstanceOptions(),
        Lifecycle = new GatewayLifecycle(),

        // The data plane knows neither the store nor who writes to it.
        Store = null!,
        Snapshots = null!,
        Control = null!,
        Metrics = null!,
    };
}
