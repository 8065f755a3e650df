using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class StripedCounterTests
{
    [Fact]
    public void Value_AfterManyThreadsCounted_IsExact()
    {
        var counter = new StripedCounter();

        Concurrently.Run(8, _ =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                counter.Increment();
                counter.Add(2);
            }
        });

        counter.Value.ShouldBe(8 * 50_000 * 3);
    }

    [Fact]
    public void Increment_Always_AllocatesNothing()
    {
        var counter = new StripedCounter();
        counter.Increment();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            counter.Increment();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
