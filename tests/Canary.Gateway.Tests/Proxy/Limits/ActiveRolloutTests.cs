using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Telemetry;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Limits;

public sealed class ActiveRolloutTests
{
    [Fact]
    public async Task Outcomes_count_from_when_the_rollout_was_first_seen_whatever_changes_meanwhile()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var shop = TestServices.Split(stable, canary, 100);
        await proxy.ApplyAsync(shop);
        await AskAsync(200, 500);

        await proxy.ApplyAsync(shop, TestRollouts.State(new RolloutLimits { MaxErrors = 5 }));
        Outcomes().ShouldBe(default);
        await AskAsync(200, 404, 500, 503);
        Outcomes().ShouldBe(new VariantOutcomes(4, 2));

        await proxy.ApplyAsync(TestServices.Split(stable, stable, 50), TestRollouts.State(new RolloutLimits { MaxErrors = 5 }));
        Outcomes().ShouldBe(new VariantOutcomes(4, 2));
        await proxy.ApplyAsync(shop, TestRollouts.State(new RolloutLimits { MaxErrors = 5 }, "run-2"));
        Outcomes().ShouldBe(default);

        VariantOutcomes Outcomes() => proxy.Resolve<ActiveRollouts>().Current.ShouldHaveSingleItem().Outcomes;

        async Task AskAsync(params int[] codes)
        {
            var ended = proxy.Traffic.For("shop", "canary").ReadOutcomes(new StatusCodeSet(["5xx"])).Requests + codes.Length;
            foreach (var code in codes)
            {
                using var answer = await proxy.Client.GetAsync($"/status/{code}");
                ((int)answer.StatusCode).ShouldBe(code);
            }

            await Eventually.TrueAsync(() => proxy.Traffic.For("shop", "canary").ReadOutcomes(new StatusCodeSet(["5xx"])).Requests == ended, "all are counted");
        }
    }
}
