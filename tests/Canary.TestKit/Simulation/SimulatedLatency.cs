using Canary.Core.Analysis;

namespace Canary.TestKit.Simulation;

/// <summary>Durations of requests, by histogram bucket: log-normal around 40 ms, some of them in a slow tail.</summary>
/// <param name="Times">How many times as long all of them take.</param>
/// <param name="SlowShare">The share of requests that take ten times as long.</param>
public sealed record SimulatedLatency(double Times = 1, double SlowShare = 0)
{
    private const double MedianSeconds = 0.04;
    private const double Sigma = 0.8;

    /// <summary>The share of each bucket.</summary>
    public double[] Shares()
    {
        double[] below = [.. LatencyEdges.All.Select(edge => ((1 - SlowShare) * Below(edge.TotalSeconds / Times)) + (SlowShare * Below(edge.TotalSeconds / Times / 10))), 1];
        return [.. below.Select((share, bucket) => share - (bucket == 0 ? 0 : below[bucket - 1]))];
    }

    private static double Below(double seconds) => Normal(Math.Log(seconds / MedianSeconds) / Sigma);

    // Abramowitz and Stegun 7.1.26: an error of 1.5e-7, the same for both sides.
    private static double Normal(double x)
    {
        var t = 1 / (1 + (0.3275911 * Math.Abs(x) / Math.Sqrt(2)));
        var erf = 1 - (((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592) * t * Math.Exp(-x * x / 2));
        return x >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
    }
}
