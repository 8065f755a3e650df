using Canary.Core.Analysis;
using Canary.Core.Analysis.Planning;

namespace Canary.Core.Tests.Analysis.Planning;

public sealed class EvidenceGrowthTests
{
    private const double ErrorRate = 0.005;

    // As with errors and latency judged, at the default false-alarm rate.
    private static readonly double Threshold = Math.Log(2 / 0.01);

    public static TheoryData<double, double> Cases()
    {
        var cases = new TheoryData<double, double>();
        foreach (var share in new[] { 0.05, 0.25, 0.5 })
        {
            foreach (var worse in new[] { 1.5, 2, 4 })
            {
                cases.Add(share, worse);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RequestsTo_Errors_IsNearTheMedianOfASimulation(double share, double worse)
    {
        foreach (var tolerance in new[] { 1, 1.25 })
        {
            var chance = EventChance.Of(share, worse * ErrorRate, ErrorRate);
            var median = SimulatedCanary.RequestsUntilFound(101, EvidenceGrid.Above(tolerance), share, chance, Threshold)[50];

            var planned = Growth(share, chance, tolerance).RequestsTo(Threshold).ShouldNotBeNull();

            (planned / median).ShouldBeInRange(1, 1.5, $"planned {planned:F0}, simulated {median:F0}, tolerance {tolerance}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ChanceWithin_Errors_IsAboutThatOfASimulation(double share, double worse)
    {
        var chance = EventChance.Of(share, worse * ErrorRate, ErrorRate);
        var growth = Growth(share, chance);
        var planned = growth.RequestsTo(Threshold)!.Value;
        var found = SimulatedCanary.RequestsUntilFound(400, EvidenceGrid.Above(1.25), share, chance, Threshold, 2.5 * planned);
        foreach (var part in new[] { 0.25, 0.5, 1, 1.5, 2 })
        {
            var simulated = found.Count(requests => requests <= part * planned) / 400d;
            growth.ChanceWithin(part * planned, Threshold).ShouldBe(simulated, 0.13, $"after {part} of {planned:F0} requests");
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.5)]
    public void RequestsTo_GoodCanaryIsNotWorse_IsNearTheMedianOfASimulation(double share)
    {
        var (grid, chance) = (EvidenceGrid.Below(1.25), EventChance.Of(share, ErrorRate, ErrorRate));
        var median = SimulatedCanary.RequestsUntilFound(101, grid, share, chance, Math.Log(100))[50];

        var planned = new EvidenceGrowth(grid, share, [chance]).RequestsTo(Math.Log(100)).ShouldNotBeNull();

        (planned / median).ShouldBeInRange(1, 1.5, $"planned {planned:F0}, simulated {median:F0}");
    }

    [Theory]
    [InlineData(0.05, 1.5)]
    [InlineData(0.25, 2)]
    [InlineData(0.5, 4)]
    public void RequestsTo_Durations_IsNearTheMedianOfASimulation(double share, double worse)
    {
        var profile = DurationProfile.From([0, 0, 0, 50, 200, 300, 250, 150, 50, 0, 0, 0, 0, 0])!;
        var chances = new PlannedLatency(1.25, new PlannedTraffic(1, 0, profile)).Chances(share, worse);
        var planned = new EvidenceGrowth(EvidenceGrid.Above(1.25), share, chances).RequestsTo(Threshold).ShouldNotBeNull();

        var median = SimulatedDurations.RequestsUntilFound(51, profile, share, worse, 1.25, Threshold, (int)(planned / 100))[25];

        (planned / median).ShouldBeInRange(1 / 1.5, 1.5, $"planned {planned:F0}, simulated {median:F0}");
    }

    [Fact]
    public void RequestsTo_WithWhatIsThere_IsTheRest()
    {
        var growth = Growth(0.25, EventChance.Of(0.25, 2 * ErrorRate, ErrorRate));
        var all = growth.RequestsTo(Threshold)!.Value;
        var logs = growth.None();
        growth.Add(logs, all / 3);

        growth.RequestsTo(Threshold, logs)!.Value.ShouldBe(all * 2 / 3, 0.001 * all);
        growth.Add(logs, all);
        growth.RequestsTo(Threshold, logs).ShouldBe(0);
    }

    [Fact]
    public void RequestsTo_CanaryWithinTheTolerance_IsNever()
    {
        foreach (var ratio in new[] { 0, 1, 1.25 })
        {
            var growth = Growth(0.25, EventChance.Of(0.25, ratio * ErrorRate, ErrorRate));
            growth.RequestsTo(Threshold).ShouldBeNull();
            growth.ChanceWithin(1e9, Threshold).ShouldBe(0);
        }
    }

    [Fact]
    public void RequestsTo_AllTrafficOrNoEvents_IsNever()
    {
        Growth(1, EventChance.Of(1, 0.5, 0)).RequestsTo(Threshold).ShouldBeNull();
        Growth(0.25, EventChance.Of(0.25, 0, 0)).RequestsTo(Threshold).ShouldBeNull();
    }

    [Fact]
    public void RequestsTo_SeveralKinds_NeedsMoreThanTheBestAlone()
    {
        var (good, bad) = (EventChance.Of(0.25, 0.02, 0.01), EventChance.Of(0.25, 0.01, 0.01));
        var alone = Growth(0.25, good).RequestsTo(Threshold)!.Value;
        var growth = new EvidenceGrowth(EvidenceGrid.Above(1.25), 0.25, [bad, good, bad]);

        growth.BestKind.ShouldBe(1);
        growth.RequestsTo(Threshold)!.Value.ShouldBe(Growth(0.25, good).RequestsTo(Threshold + Math.Log(3))!.Value, 0.01 * alone);
    }

    private static EvidenceGrowth Growth(double share, EventChance chance, double tolerance = 1.25) => new(EvidenceGrid.Above(tolerance), share, [chance]);
}
