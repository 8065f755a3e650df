using BenchmarkDotNet.Attributes;
using Canary.Benchmarks.Subjects;
using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Benchmarks.Micro;

/// <summary>From what the store says to what requests see, without the store.</summary>
public class SnapshotBenchmarks
{
    private readonly StoredDocument[] _oneChanged = new StoredDocument[2];
    private StoreChanges _everything = null!;
    private Snapshot _current = null!;
    private WebApplication _proxy = null!;
    private ISnapshotConsumer _consumer = null!;
    private long _revision = 1;

    /// <summary>How many services there are, each with 10 rules.</summary>
    [Params(1, 100, 10_000)]
    public int Services { get; set; }

    /// <summary>A proxy host that has all services in force.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var documents = Enumerable.Range(0, Services).Select(i => Document(i, canary: 10)).ToArray();
        _everything = new StoreChanges("store", 1, documents, []) { IsComplete = true };
        _oneChanged[0] = Document(Services / 2, canary: 20);
        _oneChanged[1] = Document(Services / 2, canary: 30);
        _current = BuildAll();
        _proxy = ProxyHost.Build(new ProxyOptions { Urls = "http://127.0.0.1:0" }, new GatewayServices
        {
            Time = TimeProvider.System,
            Loggers = NullLoggerFactory.Instance,
            Traffic = new TrafficMetrics(),

            // What the proxy host does not use.
            Instance = new InstanceOptions(),
            Store = null!,
            Snapshots = null!,
            Control = null!,
            Metrics = null!,
            Lifecycle = null!,
        });
        _consumer = _proxy.Services.GetRequiredService<ISnapshotConsumer>();
        _consumer.ApplyAsync(_current, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Lets go of the proxy host.</summary>
    [GlobalCleanup]
    public void Clean() => _proxy.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>All documents parsed, validated and compiled.</summary>
    /// <returns>How many.</returns>
    [Benchmark]
    public int Build() => BuildAll().Services.Count;

    /// <summary>One service's weights change: built, and in force.</summary>
    [Benchmark]
    public void ChangeWeightsOfOne()
    {
        var document = _oneChanged[++_revision % 2] with { Revision = _revision };
        var changes = new StoreChanges("store", _revision, [document], []);
        _current = SnapshotBuilder.Build(_current, changes, out var refusal) ?? throw new InvalidOperationException(refusal);
        _consumer.ApplyAsync(_current, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static StoredDocument Document(int number, int canary) => ManyServices.Document(number, rules: 10, "http://127.0.0.1:1", canary);

    private Snapshot BuildAll() =>
        SnapshotBuilder.Build(Snapshot.Empty, _everything, out var refusal) ?? throw new InvalidOperationException(refusal);
}
