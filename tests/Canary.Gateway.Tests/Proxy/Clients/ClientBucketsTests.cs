using Canary.Core.Services.Traffic;
using Canary.Gateway.Proxy.Clients;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Clients;

public sealed class ClientBucketsTests
{
    private const ulong Client = 42;

    private readonly SteppedTime _time = new();

    [Fact]
    public void Take_BurstIsUsed_TellsWhenTheNextMayCome()
    {
        var buckets = new ClientBuckets(new RateLimitConfig { Requests = 10, Per = TimeSpan.FromSeconds(1), Burst = 3 }, _time);
        Enumerable.Range(0, 3).ShouldAllBe(_ => Take(buckets, Client) == TimeSpan.Zero);
        Take(buckets, Client).ShouldBe(TimeSpan.FromMilliseconds(100));
        Take(buckets, Client + 1).ShouldBe(TimeSpan.Zero);

        _time.Advance(TimeSpan.FromMilliseconds(60));
        Take(buckets, Client).ShouldBe(TimeSpan.FromMilliseconds(40));
        _time.Advance(TimeSpan.FromMilliseconds(40));
        Take(buckets, Client).ShouldBe(TimeSpan.Zero);
        Take(buckets, Client).ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Take_ForAMinute_AllowsTheRateAndTheBurst()
    {
        var buckets = new ClientBuckets(new RateLimitConfig { Requests = 7 }, _time);
        var taken = 0;
        for (var i = 0; i < 6_000; i++)
        {
            taken += Take(buckets, Client) == TimeSpan.Zero ? 1 : 0;
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        taken.ShouldBeInRange((60 * 7) + 6, (60 * 7) + 8);
    }

    [Fact]
    public void Take_SilentClient_HasItsBurstAndNoMore()
    {
        var buckets = new ClientBuckets(new RateLimitConfig { Requests = 5 }, _time);
        Take(buckets, Client);
        _time.Advance(TimeSpan.FromHours(1));
        Enumerable.Range(0, 20).Count(_ => Take(buckets, Client) == TimeSpan.Zero).ShouldBe(5);
    }

    [Fact]
    public void Take_ManyThreads_NeverAllowMoreThanTheBurst()
    {
        var buckets = new ClientBuckets(new RateLimitConfig { Requests = 1_000 }, _time);
        var taken = 0;
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                if (Take(buckets, Client) == TimeSpan.Zero)
                {
                    Interlocked.Increment(ref taken);
                }
            }
        });
        taken.ShouldBe(1_000);
    }

    [Fact]
    public void Take_AnyNumberOfClients_UsesNoMoreMemory()
    {
        var buckets = new ClientBuckets(new RateLimitConfig { Requests = 1 }, _time);
        for (var client = 0UL; client < 65_536; client++)
        {
            Take(buckets, client);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var client = 65_536UL; client < 200_000; client++)
        {
            Take(buckets, client * 2_654_435_761);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
    }

    private TimeSpan Take(ClientBuckets buckets, ulong client) => buckets.Take(client, _time.GetTimestamp());
}
