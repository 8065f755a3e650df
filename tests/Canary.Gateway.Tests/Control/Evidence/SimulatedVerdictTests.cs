using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.TestKit.Simulation;

namespace Canary.Gateway.Tests.Control.Evidence;

/// <summary>The judge on simulated traffic, small and from fixed seeds; <c>tests/Canary.Benchmarks</c> does the same at full size.</summary>
public sealed class SimulatedVerdictTests
{
    private const int Runs = 100;
    private const double Alpha = 0.05;

    // Of a hundred rollouts that fail with a chance of 5 % each, 19 or more do less than once in a million times.
    private const int MostAlarms = 18;

    public static TheoryData<string> Healthy() => [.. SimulatedScenarios.Healthy(5_000).Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void Of_AHealthyCanaryLookedAtAfterEveryFlush_SeldomFails(string scenario)
    {
        var traffic = SimulatedScenarios.Healthy(5_000).Single(each => each.Name == scenario).Traffic;

        Failed(traffic, tolerance: 1).ShouldBeLessThanOrEqualTo(MostAlarms);
    }

    [Theory]
    [InlineData(2, 20_000, 80)]
    [InlineData(4, 20_000, 100)]
    public void Of_ACanaryThatFailsMoreOften_Fails(double times, int requests, int atLeast) =>
        Failed(SimulatedScenarios.Failing(0.005, times, requests), tolerance: 1).ShouldBeGreaterThanOrEqualTo(atLeast);

    [Theory]
    [InlineData(1.25, 0)]
    [InlineData(1, 0.01)]
    public void Of_ASlowerCanary_Fails(double times, double slowShare) =>
        Failed(SimulatedScenarios.Slow(new SimulatedLatency(times, slowShare), 20_000), tolerance: 1).ShouldBeGreaterThanOrEqualTo(80);

    [Fact]
    public void Of_ACanaryThatIsWorseThanTheTolerance_SeldomPassesAsNotWorse()
    {
        var passed = Count(SimulatedScenarios.Failing(0.05, 1.5, 2_000), look => Judged(look, 1.25, RequiredVerdict.NotWorse) == VerdictKind.Pass);

        passed.ShouldBeLessThanOrEqualTo(MostAlarms);
    }

    private static int Failed(SimulatedTraffic traffic, double tolerance) => Count(traffic, look => Judged(look, tolerance, RequiredVerdict.NoEvidenceAgainst) == VerdictKind.Fail);

    private static int Count(SimulatedTraffic traffic, Func<SimulatedLook, bool> stops)
    {
        var stopped = 0;
        Parallel.For(0, Runs, run =>
        {
            if (new SimulatedRollout(traffic, (ulong)run + 1).Run(stops))
            {
                Interlocked.Increment(ref stopped);
            }
        });
        return stopped;
    }

    private static VerdictKind Judged(SimulatedLook look, double tolerance, RequiredVerdict required) => Judge.Of(new JudgementInputs
    {
        Analysis = new AnalysisConfig { FalseAlarmRate = Alpha, ErrorTolerance = tolerance, LatencyTolerance = required == RequiredVerdict.NotWorse ? null : tolerance },
        Canary = "canary",
        Baseline = "stable",
        Rows = look.Rows,
        Outside = look.Outside,
        Step = look.Stage.Step,
        Share = look.Stage.Share,
        Required = required,
    }).Verdict.Kind;
}
