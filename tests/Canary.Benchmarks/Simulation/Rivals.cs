using Canary.TestKit.Simulation;

namespace Canary.Benchmarks.Simulation;

/// <summary>Flagger: each interval the canary's success rate must be 99 % or more and its p99 500 ms or less; five failed checks take it back.</summary>
/// <remarks>Source: its documentation's example of a canary analysis (docs.flagger.app, "Metrics Analysis": request-success-rate 99, request-duration 500, threshold 5).</remarks>
internal sealed class FlaggerRule : Rival
{
    private const int Threshold = 5;

    private readonly Intervals _intervals = new();
    private int _failed;

    /// <inheritdoc/>
    public override bool Fails(SimulatedLook look) =>
        _intervals.Next(look) is { } samples && (samples.Canary.ErrorRate > 0.01 || samples.Canary.P99Seconds > 0.5) && ++_failed >= Threshold;
}

/// <summary>Kayenta: the Mann-Whitney test over the samples of all intervals so far, for error rate and p99, asked after each interval.</summary>
/// <remarks>
/// The defaults of its NetflixACAJudge: confidence 0.98 and a tolerance of a quarter of the estimate; a metric is High where the interval of the
/// Hodges-Lehmann estimate lies above that. Both metrics are critical, as error rates usually are, so that High takes the canary back.
/// Fewer than ten intervals are not judged. Source: github.com/spinnaker/kayenta, kayenta-judge.
/// </remarks>
internal sealed class KayentaRule : Rival
{
    private const double Z = 2.326;
    private const double Tolerance = 0.25;
    private const int Least = 10;
    private const int Most = 100;

    private readonly Intervals _intervals = new();
    private readonly List<Sample> _canary = [];
    private readonly List<Sample> _baseline = [];

    /// <inheritdoc/>
    public override bool Fails(SimulatedLook look)
    {
        if (_intervals.Next(look) is not { } samples)
        {
            return false;
        }

        _canary.Add(samples.Canary);
        _baseline.Add(samples.Baseline);
        if (_canary.Count > Most)
        {
            // Its lookback: the newest intervals.
            _canary.RemoveAt(0);
            _baseline.RemoveAt(0);
        }

        return _canary.Count >= Least && (IsHigh(sample => sample.ErrorRate) || IsHigh(sample => sample.P99Seconds));
    }

    private bool IsHigh(Func<Sample, double> metric)
    {
        double[] differences = [.. from canary in _canary from baseline in _baseline select metric(canary) - metric(baseline)];
        Array.Sort(differences);
        var (n, m) = (_canary.Count, _baseline.Count);
        var estimate = differences[differences.Length / 2];
        var lower = (int)Math.Floor((n * m / 2d) - (Z * Math.Sqrt(n * m * (n + m + 1) / 12d)));
        return lower >= 0 && estimate > 0 && differences[lower] > Tolerance * estimate;
    }
}

/// <summary>A two-proportion z-test of the errors so far, one-sided, at each look: what a dashboard with a p-value invites to.</summary>
/// <param name="critical">The z at which it says worse: 1.645 for 5 %, 2.326 for 1 %.</param>
internal sealed class RepeatedZTest(double critical) : Rival
{
    /// <summary>The largest z of any look.</summary>
    public double MostZ { get; private set; } = double.NegativeInfinity;

    /// <inheritdoc/>
    public override bool Fails(SimulatedLook look)
    {
        var (n, k) = ((double)look.Rows.Sum(row => row.Canary.Requests), (double)look.Rows.Sum(row => row.Canary.Errors));
        var (m, j) = ((double)look.Rows.Sum(row => row.Baseline.Requests), (double)look.Rows.Sum(row => row.Baseline.Errors));
        if (n == 0 || m == 0 || k + j == 0)
        {
            return false;
        }

        var pooled = (k + j) / (n + m);
        var z = ((k / n) - (j / m)) / Math.Sqrt(pooled * (1 - pooled) * ((1 / n) + (1 / m)));
        MostZ = Math.Max(MostZ, z);
        return z >= critical;
    }
}
