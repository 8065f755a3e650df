namespace Canary.TestKit.Simulation;

/// <summary>Rollouts of a canary that is as good as its baseline, under what makes tests wrong.</summary>
public static class SimulatedScenarios
{
    private const double Rate = 0.005;

    private static readonly double[] TenShares = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

    /// <summary>Each by what it is called, with 1, 5, 25 and 50 % and so many requests a step.</summary>
    public static IReadOnlyList<(string Name, SimulatedTraffic Traffic)> Healthy(int requests)
    {
        var steps = SimulatedTraffic.Steps(requests);
        return
        [
            ("constant error rate", new SimulatedTraffic { Stages = steps }),
            ("error rate that drifts five-fold by day", new SimulatedTraffic { Stages = steps, ErrorRate = (passed, _) => Rate * Math.Pow(5, Math.Sin(2 * Math.PI * 3 * passed)) }),
            ("outage of a shared backend at 1 %", Outage(steps, 0.01)),
            ("outage of a shared backend at 50 %", Outage(steps, 0.5)),
            ("sticky users, some with 1,000 times as many requests", new SimulatedTraffic { Stages = steps, HasUsers = true }),
            ("sticky users, ten steps", new SimulatedTraffic { Stages = [.. TenShares.Select((share, step) => new SimulatedStage(step, share, requests * 4 / 10))], HasUsers = true }),
            ("three gateways with 70, 20 and 10 % of the traffic", new SimulatedTraffic { Stages = steps, Gateways = [0.7, 0.2, 0.1] }),
            ("weights changed by hand midway", new SimulatedTraffic { Stages = [new(0, 0.01, requests), new(1, 0.05, requests / 2), new(1, 0.3, requests / 2), new(1, 0.1, requests), new(3, 0.5, requests)] }),
            ("crash and restart midway", new SimulatedTraffic { Stages = steps, Gateways = [0.7, 0.3], Crashes = true }),
            ("ten checks at once", new SimulatedTraffic { Stages = steps, FurtherRates = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1] }),
        ];
    }

    /// <summary>A canary that fails more often.</summary>
    /// <param name="rate">The baseline's error rate.</param>
    /// <param name="times">How many times that the canary's is.</param>
    /// <param name="requests">Requests in each step.</param>
    public static SimulatedTraffic Failing(double rate, double times, int requests) =>
        new() { Stages = SimulatedTraffic.Steps(requests), ErrorRate = (_, _) => rate, ErrorsTimes = times };

    /// <summary>A canary that is slower.</summary>
    public static SimulatedTraffic Slow(SimulatedLatency latency, int requests) => new() { Stages = SimulatedTraffic.Steps(requests), CanaryLatency = latency };

    // Half of all requests fail for a twentieth of the step.
    private static SimulatedTraffic Outage(IReadOnlyList<SimulatedStage> steps, double at)
    {
        var stage = steps.Select((step, index) => (step, index)).First(each => each.step.Share == at).index;
        var (from, to) = ((stage + 0.5) / steps.Count, (stage + 0.55) / steps.Count);
        return new SimulatedTraffic { Stages = steps, ErrorRate = (passed, _) => passed >= from && passed < to ? 0.5 : Rate };
    }
}
