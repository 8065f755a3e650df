using Canary.Core.Selection;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class VariantMetricsTests
{
    private readonly VariantMetrics _metrics = new("shop", "canary");

    [Fact]
    public void InFlight_BetweenStartAndEnd_CountsTheRequest()
    {
        _metrics.RequestStarted(SelectionReason.Weight);
        _metrics.RequestStarted(SelectionReason.Rule);
        _metrics.InFlight.ShouldBe(2);

        _metrics.RequestEnded(200, TimeSpan.FromMilliseconds(3));
        _metrics.InFlight.ShouldBe(1);

        _metrics.RequestEnded(499, TimeSpan.FromMilliseconds(3));
        _metrics.InFlight.ShouldBe(0);
    }

    [Fact]
    public void InFlight_WhileManyRequestsComeAndGo_NeverMissesOneThatStays()
    {
        const int workers = 2;
        const int requests = 300_000;
        var running = workers;
        var lowest = long.MaxValue;
        _metrics.RequestStarted(SelectionReason.Rule);

        Concurrently.Run(workers + 1, number =>
        {
            if (number == workers)
            {
                while (Volatile.Read(ref running) > 0)
                {
                    lowest = Math.Min(lowest, _metrics.InFlight);
                }

                return;
            }

            for (var i = 0; i < requests; i++)
            {
                _metrics.RequestStarted(SelectionReason.Sticky);
                _metrics.RequestEnded(200, TimeSpan.FromTicks(i));
            }

            Interlocked.Decrement(ref running);
        });

        lowest.ShouldBeGreaterThanOrEqualTo(1);
        _metrics.InFlight.ShouldBe(1);
        _metrics.SelectionsFor(SelectionReason.Sticky).ShouldBe(workers * requests);
        _metrics.Codes.CountOf(200).ShouldBe(workers * requests);
    }

    [Fact]
    public void SelectionsFor_EachReason_IsCountedOnItsOwn()
    {
        var reasons = Enum.GetValues<SelectionReason>();
        foreach (var reason in reasons)
        {
            for (var times = 0; times <= (int)reason; times++)
            {
                _metrics.RequestStarted(reason);
            }
        }

        reasons.Select(_metrics.SelectionsFor).ShouldBe(reasons.Select(reason => (long)reason + 1));
        _metrics.Codes.CountOf(200).ShouldBe(0);
    }

    [Fact]
    public void ReadDurations_AfterRequests_GivesBucketsAndSum()
    {
        foreach (var milliseconds in (int[])[1, 2, 2, 30, 20_000])
        {
            _metrics.RequestEnded(200, TimeSpan.FromMilliseconds(milliseconds));
        }

        var buckets = new long[DurationBuckets.Count];
        _metrics.ReadDurations(buckets).ShouldBe(TimeSpan.FromMilliseconds(20_035));
        buckets.ShouldBe([1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public void RequestEnded_NegativeDuration_CountsAsZero()
    {
        _metrics.RequestEnded(200, TimeSpan.FromSeconds(-1));

        var buckets = new long[DurationBuckets.Count];
        _metrics.ReadDurations(buckets).ShouldBe(TimeSpan.Zero);
        buckets[0].ShouldBe(1);
    }

    [Fact]
    public void Counting_CodesThatOccurredBefore_AllocatesNothing()
    {
        int[] codes = [200, 404, 503, 418];
        CountEach(codes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            CountEach(codes);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Creating_ManyVariants_TakesAtMostFiveAndAHalfKilobytesEach()
    {
        const int count = 1_000;
        _ = new VariantMetrics("warm", "up");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var kept = Enumerable.Range(0, count).Select(_ => new VariantMetrics("shop", "canary")).ToArray();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        kept.Length.ShouldBe(count);
        (bytes / count).ShouldBeLessThan(5_500);
    }

    private void CountEach(int[] codes)
    {
        foreach (var code in codes)
        {
            _metrics.RequestStarted(SelectionReason.Weight);
            _metrics.RequestEnded(code, TimeSpan.FromMilliseconds(7));
        }
    }
}
