using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Limits;

/// <summary>Limits of a rollout at a whole gateway with a store of its own.</summary>
public sealed class LimitedGatewayTests : IAsyncLifetime
{
    private StubBackend _stable = null!;
    private StubBackend _canary = null!;
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync() =>
        (_stable, _canary, _gateway) = (await StubBackend.StartAsync("stable"), await StubBackend.StartAsync("canary"), await GatewayUnderTest.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _canary.DisposeAsync();
        await _stable.DisposeAsync();
    }

    [Fact]
    public async Task The_canary_gets_its_limit_and_the_baseline_the_rest()
    {
        await RollOutAsync(new RolloutLimits { MaxRequestsPerSecond = 20 });
        await using var traffic = PacedTraffic.Start(200, _gateway.Proxy.BaseAddress!);
        await Task.Delay(TimeSpan.FromSeconds(4.5));
        await traffic.StopAsync();

        traffic.Failures.ShouldBeEmpty();
        traffic.PerSecond("canary", TimeSpan.FromSeconds(1), 3).Average().ShouldBeInRange(1, 20);
        traffic.PerSecond("stable", TimeSpan.FromSeconds(1), 3).Average().ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Seldom_requests_reach_the_canary_too()
    {
        await RollOutAsync(new RolloutLimits { MaxRequestsPerSecond = 5 });
        var answers = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add(await _gateway.Proxy.GetStringAsync("/"));
            await Task.Delay(TimeSpan.FromMilliseconds(700));
        }

        // Not the first, which nobody expected; and a busy machine may be late once.
        answers.Count(answer => answer == "canary").ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Users_who_were_admitted_meet_the_canary_again_after_a_restart_of_the_gateway()
    {
        var folder = Directory.CreateTempSubdirectory("canary-users-").FullName;
        try
        {
            await _gateway.DisposeAsync();
            _gateway = await GatewayUnderTest.StartAsync(("Store:Path", folder));
            await RollOutAsync(new RolloutLimits { MaxUsers = 1 });
            await Eventually.TrueAsync(async () => await AskAsync("alice") == "canary", "alice is admitted");
            (await AskAsync("bob")).ShouldBe("stable");

            await _gateway.DisposeAsync();
            _gateway = await GatewayUnderTest.StartAsync(("Store:Path", folder));
            (await AskAsync("bob")).ShouldBe("stable");
            await Eventually.TrueAsync(async () => await AskAsync("alice") == "canary", "alice is known again");
            (await AskAsync("bob")).ShouldBe("stable");
        }
        finally
        {
            await _gateway.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> AskAsync(string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Cookie", $"canary-id={user}" } } };
        using var answer = await _gateway.Proxy.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task RollOutAsync(RolloutLimits limits)
    {
        var shop = TestServices.Split(_stable, _canary, 100) with
        {
            Sticky = limits.MaxUsers is null ? [] : [new StickySourceConfig(StickyKind.Cookie, "canary-id")],
        };
        await _gateway.StoreAsync(shop, TestRollouts.State(limits));
        await Eventually.TrueAsync(() => _gateway.Services.Rollouts.Current.Count == 1, "the rollout is under way");
    }
}
