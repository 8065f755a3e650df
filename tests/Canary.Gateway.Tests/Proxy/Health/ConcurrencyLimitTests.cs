using Canary.Gateway.Proxy.Routing;

namespace Canary.Gateway.Tests.Proxy.Health;

public sealed class ConcurrencyLimitTests
{
    [Fact]
    public void TryEnter_AsManyAsMayBeUnderWay_AreTurnedAwayUntilOneLeaves()
    {
        var limit = ConcurrencyLimit.Of(2, before: null)!;
        (limit.TryEnter(), limit.TryEnter(), limit.TryEnter(), limit.IsFull).ShouldBe((true, true, false, true));
        limit.Leave();
        (limit.IsFull, limit.TryEnter(), limit.TryEnter()).ShouldBe((false, true, false));
    }

    [Fact]
    public void Of_AnotherLimit_CountsThoseThatBeganBefore()
    {
        var before = ConcurrencyLimit.Of(2, before: null)!;
        before.TryEnter();
        var after = ConcurrencyLimit.Of(1, before)!;
        after.TryEnter().ShouldBeFalse();
        before.Leave();
        after.TryEnter().ShouldBeTrue();
    }

    [Fact]
    public void Of_NoLimit_IsNone() => ConcurrencyLimit.Of(null, ConcurrencyLimit.Of(1, before: null)).ShouldBeNull();
}
