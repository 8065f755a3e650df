using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;

namespace Canary.Core.Tests.Selection;

public sealed class UpstreamChoiceTests
{
    [Theory]
    [InlineData("front", "canary.front=canary", 1)]
    [InlineData("front", "canary.front=stable", 0)]
    [InlineData("front", "a=b , canary.front = canary;ttl=5,canary.cart=stable", 1)]
    [InlineData("front", "CANARY.Front=canary", 1)]
    [InlineData("front", "canary.front=stable,canary.front=canary", 1)]
    [InlineData("front", "canary.front=v7", 0)]
    [InlineData("*", "canary.front=stable,canary.cart=canary", 1)]
    [InlineData("cart,front", "canary.front=stable,canary.cart=canary", 1)]
    [InlineData("front,cart", "canary.cart=canary", 1)]
    public void Find_OfAFollowedService_IsTheVariantOfThatNameElseTheBaseline(string follows, string baggage, int expected) =>
        UpstreamChoice.Find(Service(follows), baggage).ShouldBe(PassedChoice.Upstream(expected));

    [Theory]
    [InlineData("front", "")]
    [InlineData("front", "canary.cart=canary")]
    [InlineData("front", "front=canary")]
    [InlineData("front", "canary.front")]
    [InlineData("front", "canary.front=")]
    [InlineData("front", "canary.frontend=canary")]
    [InlineData("front", ";=canary.front=canary")]
    [InlineData("front", ",,;;==")]
    public void Find_NothingOfAFollowedService_IsNoChoice(string follows, string baggage) =>
        UpstreamChoice.Find(Service(follows), baggage).IsThere.ShouldBeFalse();

    private static ServiceSnapshot Service(string follows) => ServiceSnapshot.Create(
        new ServiceConfig
        {
            Name = "shop",
            Variants = new OrderedDictionary<string, VariantConfig> { ["stable"] = new(), ["canary"] = new() },
            Traffic = new TrafficConfig { Upstream = new(follows.Split(',')) },
        },
        revision: 1);
}
