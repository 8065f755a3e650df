using Canary.Core.Services;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class RuleCountersTests
{
    [Fact]
    public void Of_NoRules_IsNothing() => RuleCounters.Of([], RuleCounters.Of(Rules("a"), null)).ShouldBeNull();

    [Fact]
    public void Of_TheSameNames_IsTheSameObject()
    {
        var before = RuleCounters.Of(Rules("a", "b"), null);

        RuleCounters.Of(Rules("a", "b"), before).ShouldBeSameAs(before);
    }

    [Fact]
    public void Of_OtherNames_CarriesThoseThatStay()
    {
        var before = RuleCounters.Of(Rules("a", "b"), null)!;
        before.Matched(0);
        before.Matched(1);
        before.Matched(1);

        var after = RuleCounters.Of(Rules("b", "c"), before)!;
        after.Matched(0);
        (after.HitsOf("a"), after.HitsOf("b"), after.HitsOf("c")).ShouldBe((0, 3, 0));
        RuleCounters.Of(Rules("b"), after)!.HitsOf("b").ShouldBe(3);
    }

    [Fact]
    public async Task Matched_AtOnceOnManyThreads_LosesNothing()
    {
        var counters = RuleCounters.Of(Rules("a", "b", "c"), null)!;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 30_000; i++)
            {
                counters.Matched(i % 3);
            }
        })));

        new[] { "a", "b", "c" }.Select(name => counters.HitsOf(name)).ShouldBe([80_000L, 80_000, 80_000]);
    }

    private static RuleConfig[] Rules(params string[] names) => [.. names.Select(name => new RuleConfig { Name = name, When = new MethodConditionConfig(["GET"]), Variant = "canary" })];
}
