using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

public sealed class StickyKeyTests
{
    private static readonly ServiceSnapshot Service = TestServices.Snapshot(
        [("stable", 5_000), ("canary", 5_000)], sticky: [new(StickyKind.Header, "x-user"), new(StickyKind.Cookie, "id")]);

    [Fact]
    public void TryFindUser_TheKeyOfAnySource_IsTheSameUserWithTheBucketAsItsLowerHalf()
    {
        StickyKey.TryFindUser(Service, new FakeFacts().With(FactSource.Cookie, "id", "alice"), out var byCookie).ShouldBeTrue();
        StickyKey.TryFindUser(Service, new FakeFacts().With(FactSource.Header, "x-user", "alice"), out var byHeader).ShouldBeTrue();
        byCookie.ShouldBe(byHeader);
        unchecked((uint)byCookie).ShouldBe(Bucket.Of("shop", "alice"));
    }

    [Fact]
    public void TryFindUser_NoKey_IsFalseThoughOneWouldBeIssued()
    {
        VariantSelector.Select(Service, new FakeFacts()).IssuedKey.ShouldNotBeNull();
        StickyKey.TryFindUser(Service, new FakeFacts(), out _).ShouldBeFalse();
    }
}
