using Canary.Gateway.Discovery.Following;

namespace Canary.Gateway.Tests.Discovery.Following;

public sealed class BackoffTests
{
    [Fact]
    public void Next_FailuresInARow_DoublesUpToThirtySeconds()
    {
        var backoff = new Backoff(() => 0);
        Enumerable.Range(0, 10).Select(_ => backoff.Next().TotalSeconds).ShouldBe([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]);
        backoff.Reset();
        backoff.Next().TotalSeconds.ShouldBe(0.2);
    }

    [Fact]
    public void Next_ByChance_IsLessByUpToAHalf() => new Backoff(() => 1).Next().ShouldBe(TimeSpan.FromMilliseconds(100));
}
