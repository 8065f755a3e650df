using Canary.Gateway.Discovery.Following;

namespace Canary.Gateway.Tests.Discovery.Following;

public sealed class LossGuardTests
{
    private static readonly TimeSpan Begin = TimeSpan.FromDays(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly LossGuard _guard = new(TimeSpan.FromMinutes(5));

    [Fact]
    public void Offer_FirstAnswer_IsTakenEvenWhereEmpty() => _guard.Offer(null, [], Begin).ShouldBe([]);

    [Fact]
    public void Offer_HalfIsGone_IsTaken() => _guard.Offer(List("a", "b"), List("c"), Begin).ShouldBe(List("c"));

    [Fact]
    public void Offer_MoreThanHalfIsGone_WaitsForASecondAnswer()
    {
        _guard.Offer(List("a", "b", "c"), List("a"), Begin).ShouldBeNull();
        _guard.Offer(List("a", "b", "c"), List("b"), Begin + Second).ShouldBe(List("b"));
        _guard.Due.ShouldBeNull();
    }

    [Fact]
    public void TakeDue_MoreThanHalfIsGone_TakesAfterFiveSeconds()
    {
        _guard.Offer(List("a", "b", "c"), List("a"), Begin).ShouldBeNull();
        _guard.Due.ShouldBe(Begin + (5 * Second));
        _guard.TakeDue(Begin + (4.9 * Second)).ShouldBeNull();
        _guard.TakeDue(Begin + (5 * Second)).ShouldBe(List("a"));
        _guard.TakeDue(Begin + (6 * Second)).ShouldBeNull();
    }

    [Fact]
    public void Offer_WholeAgain_ForgetsTheLoss()
    {
        _guard.Offer(List("a", "b", "c"), List("a"), Begin).ShouldBeNull();
        _guard.Offer(List("a", "b", "c"), List("a", "b", "c"), Begin + Second).ShouldBe(List("a", "b", "c"));
        _guard.Offer(List("a", "b", "c"), List("a"), Begin + (2 * Second)).ShouldBeNull();
    }

    [Fact]
    public void Offer_Empty_IsTakenOnceItWasSaidLongEnough()
    {
        _guard.Offer(List("a"), [], Begin).ShouldBeNull();
        _guard.Offer(List("a"), [], Begin + (299 * Second)).ShouldBeNull();
        _guard.Due.ShouldBe(Begin + (300 * Second));
        _guard.Offer(List("a"), [], Begin + (300 * Second)).ShouldBe([]);
    }

    [Fact]
    public void Offer_EmptyAfterLessThanHalf_BeginsAnew()
    {
        _guard.Offer(List("a", "b", "c"), List("a"), Begin).ShouldBeNull();
        _guard.Offer(List("a", "b", "c"), [], Begin + Second).ShouldBeNull();
        _guard.Due.ShouldBe(Begin + (301 * Second));
        _guard.Offer(List("a", "b", "c"), List("a"), Begin + (2 * Second)).ShouldBeNull();
        _guard.Due.ShouldBe(Begin + (7 * Second));
    }

    [Fact]
    public void Forget_WhileEmptyIsSaid_BeginsAnew()
    {
        _guard.Offer(List("a"), [], Begin).ShouldBeNull();
        _guard.Forget();
        _guard.Due.ShouldBeNull();
        _guard.Offer(List("a"), [], Begin + (400 * Second)).ShouldBeNull();
    }

    [Fact]
    public void Offer_NoPatienceIsSet_TakesEmptinessAtOnce() => new LossGuard(TimeSpan.Zero).Offer(List("a"), [], Begin).ShouldBe([]);

    private static Core.Services.DestinationConfig[] List(params string[] addresses) => FakeDestinations.Listed(addresses);
}
