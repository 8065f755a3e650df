using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Canary.Core.Selection;
using Canary.Gateway.Telemetry;

namespace Canary.Benchmarks.Micro;

/// <summary>Writing the metrics of many services, two variants each, all with traffic.</summary>
public class ExpositionBenchmarks
{
    private readonly TrafficMetrics _traffic = new();

    /// <summary>How many services.</summary>
    [Params(1, 10_000)]
    public int Services { get; set; }

    /// <summary>Traffic of two codes on each variant.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        foreach (var variant in Enumerable.Range(0, Services).SelectMany(i => new[] { _traffic.For($"service-{i}", "stable"), _traffic.For($"service-{i}", "canary") }))
        {
            foreach (var code in new[] { 200, 404 })
            {
                variant.RequestStarted(SelectionReason.Sticky);
                variant.RequestEnded(code, TimeSpan.FromMilliseconds(3));
            }
        }
    }

    /// <summary>One page.</summary>
    [Benchmark]
    public async Task Write()
    {
        using var writer = new ExpositionWriter(PipeWriter.Create(Stream.Null), ExpositionFormat.OpenMetrics);
        await writer.WriteAsync(TrafficFamilies.Of(_traffic), CancellationToken.None);
    }
}
