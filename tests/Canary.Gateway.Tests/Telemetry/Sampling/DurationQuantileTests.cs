using Canary.Gateway.Telemetry;
using Canary.Gateway.Telemetry.Sampling;

namespace Canary.Gateway.Tests.Telemetry.Sampling;

public sealed class DurationQuantileTests
{
    [Fact]
    public void Of_Nothing_IsNotANumber() => float.IsNaN(DurationQuantile.Of(Buckets(), 0.5)).ShouldBeTrue();

    [Fact]
    public void Of_OneBucket_LiesWithinItByShare()
    {
        // 10 to 25 ms.
        var buckets = Buckets((0.02, 100));
        DurationQuantile.Of(buckets, 0.5).ShouldBe(0.0175f, 1e-6f);
        DurationQuantile.Of(buckets, 0.99).ShouldBe(0.02485f, 1e-6f);
        DurationQuantile.Of(buckets, 1).ShouldBe(0.025f, 1e-6f);
    }

    [Fact]
    public void Of_SeveralBuckets_IsInTheOneThatHasTheShare()
    {
        var buckets = Buckets((0.0005, 90), (0.4, 9), (3, 1));
        DurationQuantile.Of(buckets, 0.5).ShouldBeInRange(0, 0.001f);
        DurationQuantile.Of(buckets, 0.95).ShouldBeInRange(0.25f, 0.5f);
        DurationQuantile.Of(buckets, 0.99).ShouldBe(0.5f, 1e-6f);
        DurationQuantile.Of(buckets, 0.995).ShouldBeInRange(2.5f, 5);
    }

    [Fact]
    public void Of_WhatIsBeyondTheLastEdge_IsTheEdge() => DurationQuantile.Of(Buckets((60, 5)), 0.5).ShouldBe(10);

    private static long[] Buckets(params (double Seconds, long Count)[] counts)
    {
        var buckets = new long[DurationBuckets.Count];
        foreach (var (seconds, count) in counts)
        {
            buckets[DurationBuckets.IndexOf(TimeSpan.FromSeconds(seconds).Ticks)] += count;
        }

        return buckets;
    }
}
