using Canary.Core.Analysis;
using Canary.Core.Analysis.Planning;

namespace Canary.Core.Tests.Analysis.Planning;

public sealed class DurationProfileTests
{
    [Fact]
    public void From_NoRequests_IsNotKnown() => DurationProfile.From(new long[LatencyEdges.Buckets]).ShouldBeNull();

    [Fact]
    public void SlowerThan_AsTheyAre_IsWhatWasCounted()
    {
        var profile = Log();
        for (var edge = 0; edge < LatencyEdges.All.Count; edge++)
        {
            profile.SlowerThan(edge, 1).ShouldBe(profile.SlowRates[edge], 1e-12);
        }

        profile.SlowRates[0].ShouldBe(1);
        profile.SlowRates[^1].ShouldBe(0);
    }

    [Fact]
    public void SlowerThan_WholeBuckets_IsTheRateOfTheEdgeBefore()
    {
        // 100 ms are 250 ms when they take 2.5 times as long, 25 ms when they take ten times.
        var profile = Log();
        profile.SlowerThan(7, 2.5).ShouldBe(profile.SlowRates[6], 1e-9);
        profile.SlowerThan(7, 10).ShouldBe(profile.SlowRates[4], 1e-9);
    }

    [Fact]
    public void SlowerThan_EvenlySpreadLogarithms_IsExact()
    {
        // All between 25 ms and 50 ms: above 50 ms, when 1.5 times as long, are those above 33.3 ms.
        var counts = new long[LatencyEdges.Buckets];
        counts[5] = 1_000;
        DurationProfile.From(counts)!.SlowerThan(5, 1.5).ShouldBe(Math.Log(1.5) / Math.Log(2), 1e-9);
    }

    [Fact]
    public void SlowerThan_FirstBucket_IsTakenToBeAsWideAsTheNext()
    {
        var counts = new long[LatencyEdges.Buckets];
        counts[0] = 10;
        var profile = DurationProfile.From(counts)!;
        profile.SlowerThan(0, 2.5).ShouldBe(1);
        profile.SlowerThan(0, 4).ShouldBe(1);
        profile.SlowerThan(0, 1.25).ShouldBe(Math.Log(1.25) / Math.Log(2.5), 1e-9);
    }

    // 5 ms to 500 ms.
    private static DurationProfile Log() => DurationProfile.From([0, 0, 0, 50, 200, 300, 250, 150, 50, 0, 0, 0, 0, 0])!;
}
