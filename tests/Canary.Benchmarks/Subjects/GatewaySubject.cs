using System.Globalization;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>The gateway as it is built and shipped: 10 rules, a sticky cookie, two variants, metrics, the store on disk.</summary>
/// <param name="name">Its name in tables.</param>
/// <param name="program">The built program.</param>
/// <param name="environment">Further environment variables.</param>
/// <param name="services">How many services the store has at the start; the load goes to the first where hosts don't say otherwise.</param>
/// <param name="rules">Rules of each.</param>
/// <param name="extras">Further hosts, each a service.</param>
internal sealed class GatewaySubject(
    string name, string program, IReadOnlyDictionary<string, string> environment, int services = 1, int rules = 10, params IReadOnlyList<ExtraHost> extras)
    : Subject(name)
{
    private const string AllocatedMetric = "dotnet_gc_allocated_bytes_total ";
    private const string CompilerMetric = "dotnet_jit_compilation_seconds_total ";
    private const string HeapMetric = "dotnet_gc_heap_size_bytes ";
    private const string FullCollectionsMetric = "dotnet_gc_collections_total{generation=\"2\"} ";

    /// <summary>A client of the admin listener.</summary>
    public HttpClient Admin { get; } = new(new SocketsHttpHandler { UseProxy = false });

    /// <inheritdoc/>
    public override async Task<RuntimeFigures?> ReadRuntimeAsync()
    {
        var lines = (await Admin.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');
        return new RuntimeFigures(Read(AllocatedMetric), Read(CompilerMetric), Read(HeapMetric), Read(FullCollectionsMetric));

        double Read(string name) => double.Parse(lines.First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Admin.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(Bench bench) => ManyServices.FillAsync(StoreOf(bench), services, rules, $"http://127.0.0.1:{bench.BackendPort}");

    /// <inheritdoc/>
    protected override async Task CompleteAsync()
    {
        foreach (var extra in extras)
        {
            using var answer = await Admin.PutAsJsonAsync($"/api/v1/services/{extra.Name}", BenchmarkService.Create(extra));
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <inheritdoc/>
    protected override ChildProcess Launch(Bench bench)
    {
        Admin.BaseAddress = new Uri($"http://127.0.0.1:{Ports.Admin}");
        var variables = new Dictionary<string, string>(environment)
        {
            ["Canary__Proxy__Urls"] = $"http://127.0.0.1:{Ports.Http};https://127.0.0.1:{Ports.Https}",
            ["Canary__Proxy__H2cUrls"] = $"http://127.0.0.1:{Ports.H2c}",
            ["Canary__Proxy__Certificate__Path"] = bench.Certificate,
            ["Canary__Proxy__Certificate__KeyPath"] = bench.Key,
            ["Canary__Admin__Urls"] = Admin.BaseAddress.ToString(),
            ["Canary__Store__Path"] = StoreOf(bench),
            ["Canary__Shutdown__Delay"] = "0s",
            ["Canary__Shutdown__Grace"] = "1s",
        };
        return PinnedProcess.Start(PinnedProcess.SubjectCore, "dotnet", [program], variables);
    }

    private string StoreOf(Bench bench) => Path.Combine(bench.Folder, $"store-{Ports.Http}");
}
