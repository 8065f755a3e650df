using BenchmarkDotNet.Attributes;
using Canary.Core.Selection;
using Canary.Gateway.Telemetry;

namespace Canary.Benchmarks.Micro;

/// <summary>Counting one request: its start with the reason, and its end with status and duration.</summary>
public class CountingBenchmarks
{
    private const int Batch = 1_000_000;
    private static readonly TimeSpan Duration = TimeSpan.FromMicroseconds(1234);
    private readonly VariantMetrics _metrics = new("shop", "stable");

    /// <summary>One thread.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void OneThread() => Count();

    /// <summary>Two threads at once: where cores do not disturb each other, the time of two requests is that of one.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void TwoThreadsEach()
    {
        var second = new Thread(Count);
        second.Start();
        Count();
        second.Join();
    }

    private void Count()
    {
        for (var i = 0; i < Batch; i++)
        {
            _metrics.RequestStarted(SelectionReason.Sticky);
            _metrics.RequestEnded(200, Duration);
        }
    }
}
