using Canary.TestKit.Simulation;

namespace Canary.Benchmarks.Simulation;

/// <summary>What became of many rollouts under one judge.</summary>
/// <param name="Runs">How many there were.</param>
/// <param name="Requests">Requests until the canary was taken back, of those where it was, in rising order.</param>
internal sealed record Outcomes(int Runs, double[] Requests)
{
    /// <summary>How many were taken back.</summary>
    public int Failed => Requests.Length;

    /// <summary>Requests until then, at the median of all rollouts; NaN where most were not taken back.</summary>
    public double Median => 2 * Failed > Runs ? Requests[(Runs - 1) / 2] : double.NaN;

    /// <summary>Runs rollouts on all cores; the same seeds give the same rollouts for every judge.</summary>
    public static Outcomes Of(SimulatedTraffic traffic, int runs, Func<Rival> rival)
    {
        var requests = new double[runs];
        Parallel.For(0, runs, run =>
        {
            var (rollout, judge) = (new SimulatedRollout(traffic, (ulong)run + 1), rival());
            requests[run] = rollout.Run(judge.Fails) ? rollout.Requests : double.NaN;
        });
        return new Outcomes(runs, [.. requests.Where(double.IsFinite).Order()]);
    }
}
