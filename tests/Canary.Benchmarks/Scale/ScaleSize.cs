using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Subjects;
using Canary.TestKit;

namespace Canary.Benchmarks.Scale;

/// <summary>One gateway with a number of services and rules, and all that is measured of it.</summary>
internal sealed class ScaleSize(int services, int rules) : IAsyncDisposable
{
    private const int MostHosts = 64;

    /// <summary>How many services.</summary>
    public int Services => services;

    /// <summary>Rules of each.</summary>
    public int Rules => rules;

    /// <summary>The gateway.</summary>
    public GatewaySubject Gateway { get; } = new($"{services} × {rules}", Repository.GatewayProgram, new Dictionary<string, string>(), services, rules);

    /// <summary>Hosts of some of the services, evenly chosen; the first service takes any.</summary>
    public IReadOnlyList<string> Hosts { get; } =
        [.. Enumerable.Range(0, Math.Min(services, MostHosts)).Select(i => ManyServices.HostOf((int)((long)i * services / Math.Min(services, MostHosts))) ?? "any.example.com")];

    /// <summary>Memory in RAM after the start, before any load, in bytes.</summary>
    public long ResidentBytes { get; set; }

    /// <summary>Requests as fast as they go.</summary>
    public List<Measurement> Requests { get; } = [];

    /// <summary>Costs by operation.</summary>
    public Dictionary<string, OperationCost> Operations { get; } = [];

    /// <summary>Requests at the fixed rate by what went on meanwhile.</summary>
    public Dictionary<string, LoadResult> Meanwhile { get; } = [];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
