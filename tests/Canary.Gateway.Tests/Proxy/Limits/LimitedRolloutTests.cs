using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Limits;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Limits;

public sealed class LimitedRolloutTests : IAsyncLifetime
{
    private static readonly RolloutLimits TenRequests = new() { MaxRequestsPerSecond = 10 };
    private static readonly RolloutLimits TwoUsers = new() { MaxUsers = 2 };

    private StubBackend _stable = null!;
    private StubBackend _canary = null!;
    private ProxyUnderTest _proxy = null!;

    private ExposureLimit Limit => _proxy.Resolve<ActiveRollouts>().Current.ShouldHaveSingleItem().Limit.ShouldNotBeNull();

    private ServiceConfig Shop => TestServices.Split(_stable, _canary, 100);

    private ServiceConfig StickyShop => Shop with { Sticky = [new StickySourceConfig(StickyKind.Cookie, "id")] };

    public async ValueTask InitializeAsync() =>
        (_stable, _canary, _proxy) = (await StubBackend.StartAsync("stable"), await StubBackend.StartAsync("canary"), await ProxyUnderTest.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _canary.DisposeAsync();
        await _stable.DisposeAsync();
    }

    [Fact]
    public async Task What_exceeds_the_allowance_goes_to_the_baseline_and_counts_as_limit()
    {
        await _proxy.ApplyAsync(Shop, TestRollouts.State(TenRequests));
        Limit.Requests!.HandOut(3);

        (await AskAsync(5)).ShouldBe(["canary", "canary", "canary", "stable", "stable"]);
        _proxy.Traffic.For("shop", "canary").SelectionsFor(SelectionReason.Weight).ShouldBe(3);
        _proxy.Traffic.For("shop", "stable").SelectionsFor(SelectionReason.Limit).ShouldBe(2);
        Limit.Requests.Asked.ShouldBe(5);
    }

    [Fact]
    public async Task Ruled_requests_are_limited_too()
    {
        var rule = TestServices.Rule(TestServices.Value(FactSource.Header, "x-group", "beta"));
        await _proxy.ApplyAsync(Shop with { Weights = TestServices.Weights(0), Rules = [rule] }, TestRollouts.State(TenRequests));
        Limit.Requests!.HandOut(1);

        (await AskAsync("x-group", "beta")).ShouldBe("canary");
        (await AskAsync("x-group", "beta")).ShouldBe("stable");
    }

    [Fact]
    public async Task Requests_that_go_to_the_baseline_anyway_use_nothing_up()
    {
        await _proxy.ApplyAsync(Shop with { Weights = TestServices.Weights(0) }, TestRollouts.State(TenRequests));
        (await AskAsync(5)).ShouldAllBe(answer => answer == "stable");
        Limit.Requests!.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task An_admitted_user_meets_the_canary_and_others_the_baseline()
    {
        await _proxy.ApplyAsync(StickyShop, TestRollouts.State(TwoUsers));
        var users = Limit.Users!;
        (await AskAsync("Cookie", "id=alice")).ShouldBe("stable");
        users.Answer([], users.TakeClaims(), isFull: false);

        (await AskAsync("Cookie", "id=alice")).ShouldBe("canary");
        (await AskAsync("Cookie", "id=bob")).ShouldBe("stable");
        users.TakeClaims().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_without_a_sticky_key_goes_to_the_baseline_with_a_key_to_come_back_with()
    {
        await _proxy.ApplyAsync(StickyShop, TestRollouts.State(TwoUsers));
        using var answer = await _proxy.Client.GetAsync("/");

        (await answer.Content.ReadAsStringAsync()).ShouldBe("stable");
        answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldStartWith("id=");
        Limit.Users!.TakeClaims().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ruled_request_counts_for_the_user_of_its_sticky_key()
    {
        var rule = TestServices.Rule(TestServices.Value(FactSource.Header, "x-group", "beta"));
        await _proxy.ApplyAsync(StickyShop with { Rules = [rule] }, TestRollouts.State(TwoUsers));
        var users = Limit.Users!;
        (await AskAsync("Cookie", "id=alice")).ShouldBe("stable");
        users.Answer([], users.TakeClaims(), isFull: false);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Cookie", "id=alice" }, { "x-group", "beta" } } };
        using var answer = await _proxy.Client.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("canary");
        (await AskAsync("x-group", "beta")).ShouldBe("stable");
    }

    [Fact]
    public async Task Both_limits_hold_together_and_a_user_who_is_not_admitted_asks_for_no_request()
    {
        await _proxy.ApplyAsync(StickyShop, TestRollouts.State(new RolloutLimits { MaxRequestsPerSecond = 10, MaxUsers = 2 }));
        (await AskAsync("Cookie", "id=alice")).ShouldBe("stable");
        Limit.Requests!.Asked.ShouldBe(0);

        Limit.Users!.Answer([], Limit.Users.TakeClaims(), isFull: false);
        (await AskAsync("Cookie", "id=alice")).ShouldBe("stable");
        Limit.Requests.HandOut(1);
        (await AskAsync("Cookie", "id=alice")).ShouldBe("canary");
        Limit.Requests.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_left_stays_when_the_service_changes_and_goes_with_the_rollout()
    {
        await _proxy.ApplyAsync(Shop, TestRollouts.State(TenRequests));
        var limit = Limit;
        limit.Requests!.HandOut(2);
        await _proxy.ApplyAsync(TestServices.Split(_canary, _canary, 99), TestRollouts.State(TenRequests, phase: RolloutPhase.Paused));
        Limit.ShouldBeSameAs(limit);

        await _proxy.ApplyAsync(Shop, TestRollouts.State(TenRequests, "run-2"));
        Limit.ShouldNotBeSameAs(limit);
        (await AskAsync(2)).ShouldBe(["stable", "stable"]);

        await _proxy.ApplyAsync(Shop, TestRollouts.State(TenRequests, "run-2", RolloutPhase.Promoted));
        _proxy.Resolve<ActiveRollouts>().Current.ShouldBeEmpty();
        (await AskAsync(2)).ShouldBe(["canary", "canary"]);
    }

    [Fact]
    public async Task A_rollout_without_limits_is_known_and_limits_nothing()
    {
        await _proxy.ApplyAsync(Shop, TestRollouts.State(new RolloutLimits { MaxErrors = 5 }));
        _proxy.Resolve<ActiveRollouts>().Current.ShouldHaveSingleItem().Limit.ShouldBeNull();
        (await AskAsync(2)).ShouldBe(["canary", "canary"]);

        await _proxy.ApplyAsync();
        _proxy.Resolve<ActiveRollouts>().Current.ShouldBeEmpty();
    }

    private async Task<string[]> AskAsync(int times)
    {
        var answers = new string[times];
        for (var i = 0; i < times; i++)
        {
            answers[i] = await _proxy.Client.GetStringAsync("/");
        }

        return answers;
    }

    private async Task<string> AskAsync(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { header, value } } };
        using var answer = await _proxy.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
