using System.Globalization;

namespace Canary.Benchmarks.Soak;

/// <summary>Memory of the gateway that lives through the whole run, sampled.</summary>
internal sealed class SoakMemory(SoakClock clock, SoakGateway gateway)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly List<(TimeSpan At, long Bytes)> _samples = [];

    /// <summary>All samples, as text.</summary>
    public IEnumerable<string> Samples => _samples.Select(sample => string.Create(CultureInfo.InvariantCulture, $"{sample.At.TotalSeconds:0} s {sample.Bytes / 1e6:0.0} MB"));

    /// <summary>Samples until it is cancelled.</summary>
    public async Task SampleAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            _samples.Add((clock.Now, gateway.ResidentBytes));
            await Task.WhenAny(Task.Delay(Interval, stopping));
        }
    }

    /// <summary>The median of the samples in a part of the run, in bytes.</summary>
    /// <param name="from">0 to 1.</param>
    /// <param name="to">0 to 1.</param>
    public long MedianOf(double from, double to)
    {
        var end = _samples[^1].At;
        var part = _samples.Where(sample => sample.At >= end * from && sample.At <= end * to).Select(sample => sample.Bytes).Order().ToList();
        return part[part.Count / 2];
    }
}
