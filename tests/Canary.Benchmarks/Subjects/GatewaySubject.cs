using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>The gateway as it is built and shipped: 10 rules, a sticky cookie, two variants, metrics, the store on disk.</summary>
/// <param name="name">Its name in tables.</param>
/// <param name="program">The built program.</param>
/// <param name="environment">Further environment variables.</param>
internal sealed class GatewaySubject(string name, string program, IReadOnlyDictionary<string, string> environment)
    : Subject(name, $"Canary.Gateway, 10 rules, sticky cookie, 2 variants, metrics{(environment.Count == 0 ? "" : $", {string.Join(' ', environment.Select(e => $"{e.Key}={e.Value}"))}")}")
{
    private const string AllocatedMetric = "dotnet_gc_allocated_bytes_total ";
    private readonly HttpClient _admin = new(new SocketsHttpHandler { UseProxy = false });

    /// <inheritdoc/>
    public override async Task<double?> AllocatedBytesAsync()
    {
        var page = await _admin.GetStringAsync(AdminUrl("/metrics"));
        var line = page.Split('\n').First(l => l.StartsWith(AllocatedMetric, StringComparison.Ordinal));
        return double.Parse(line[AllocatedMetric.Length..], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override ChildProcess Launch(Bench bench)
    {
        var variables = new Dictionary<string, string>(environment)
        {
            ["Canary__Proxy__Urls"] = $"http://127.0.0.1:{Ports.Http};https://127.0.0.1:{Ports.Https}",
            ["Canary__Proxy__H2cUrls"] = $"http://127.0.0.1:{Ports.H2c}",
            ["Canary__Proxy__Certificate__Path"] = bench.Certificate,
            ["Canary__Proxy__Certificate__KeyPath"] = bench.Key,
            ["Canary__Admin__Urls"] = AdminUrl("").ToString(),
            ["Canary__Store__Path"] = Path.Combine(bench.Folder, $"store-{Ports.Http}"),
            ["Canary__Shutdown__Delay"] = "0s",
            ["Canary__Shutdown__Grace"] = "1s",
        };
        return PinnedProcess.Start(PinnedProcess.SubjectCore, "dotnet", [program], variables);
    }

    /// <inheritdoc/>
    protected override async Task PrepareAsync(Bench bench)
    {
        var service = BenchmarkService.Create("bench", $"http://127.0.0.1:{BackendPort}", rules: 10);
        using var answer = await _admin.PutAsJsonAsync(AdminUrl("/api/v1/services/bench"), service);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The gateway refused the service: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private Uri AdminUrl(string path) => new($"http://127.0.0.1:{Ports.Admin}{path}");
}
