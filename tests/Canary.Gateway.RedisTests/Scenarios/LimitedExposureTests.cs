using System.Globalization;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>Limits of a rollout hold over all gateways of a Redis.</summary>
public sealed class LimitedExposureTests : IAsyncLifetime
{
    private GatewayPair _gateways = null!;

    public async ValueTask InitializeAsync() => _gateways = await GatewayPair.StartAsync();

    public ValueTask DisposeAsync() => _gateways.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_canary_gets_no_more_a_second_than_its_limit_and_the_baseline_the_rest(bool atBothGateways)
    {
        await RollOutAsync(new RolloutLimits { MaxRequestsPerSecond = 50 });
        Uri[] targets = atBothGateways ? [_gateways.First.Proxy.BaseAddress!, _gateways.Second.Proxy.BaseAddress!] : [_gateways.First.Proxy.BaseAddress!];
        await using var traffic = PacedTraffic.Start(1_000, targets);
        await Task.Delay(TimeSpan.FromSeconds(8));
        await traffic.StopAsync();
        var took = traffic.Elapsed;

        var canary = traffic.PerSecond("canary", TimeSpan.Zero, (int)took.TotalSeconds + 1);
        var stable = traffic.PerSecond("stable", TimeSpan.Zero, (int)took.TotalSeconds + 1);
        Figures.Report(
            $"A canary limited to 50 a second, 1,000 offered at {targets.Length} gateways of 2, each second",
            $"canary {string.Join(", ", canary)}; baseline {string.Join(", ", stable)}");
        traffic.Failures.ShouldBeEmpty();
        // What is granted in one second can be answered in the next, and a machine that stands still loses grants:
        // each second by itself is the stores' tests' to judge, which have a clock of their own.
        canary.Sum().ShouldBeInRange((int)(25 * took.TotalSeconds), (int)(50 * (took.TotalSeconds + 1)));
        (canary.Sum() + stable.Sum()).ShouldBe(traffic.Answers.Count);
    }

    [Fact]
    public async Task While_Redis_is_away_the_canary_gets_what_it_last_got_at_most_and_no_request_fails()
    {
        await RollOutAsync(new RolloutLimits { MaxRequestsPerSecond = 50 });
        await using var traffic = PacedTraffic.Start(500, _gateways.First.Proxy.BaseAddress!, _gateways.Second.Proxy.BaseAddress!);
        await Task.Delay(TimeSpan.FromSeconds(3));
        await _gateways.Redis.KillAsync();
        var killed = traffic.Elapsed;
        await Task.Delay(TimeSpan.FromSeconds(7));
        await traffic.StopAsync();

        // Two seconds pass until the last answers of Redis are used up and both gateways know that it is away.
        var canary = traffic.PerSecond("canary", killed + TimeSpan.FromSeconds(2), 4);
        Figures.Report("A canary limited to 50 a second while Redis is away, each second", string.Join(", ", canary));
        traffic.Failures.ShouldBeEmpty();
        canary.Sum().ShouldBeInRange(4 * 10, (4 + 1) * 50);
        _gateways.First.Log.Lines.Count(line => line.Contains("does not answer about limits", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task No_more_users_than_the_limit_meet_the_canary_and_each_of_them_at_both_gateways()
    {
        const int most = 20;
        await RollOutAsync(new RolloutLimits { MaxUsers = most });
        string[] users = [.. Enumerable.Range(0, 200).Select(number => string.Create(CultureInfo.InvariantCulture, $"user-{number}"))];
        var met = new HashSet<string>();
        await Eventually.TrueAsync(
            async () =>
            {
                foreach (var (number, user) in users.Index())
                {
                    if (await VariantAsync(number % 2 == 0 ? _gateways.First : _gateways.Second, user) == "canary")
                    {
                        met.Add(user);
                    }
                }

                return met.Count == most;
            },
            "as many users as the limit at the canary");

        // Whoever is admitted at one gateway is found out about at the other, and nobody else ever is.
        await Eventually.TrueAsync(
            async () => (await Task.WhenAll(met.SelectMany(user => new[] { VariantAsync(_gateways.First, user), VariantAsync(_gateways.Second, user) }))).All(variant => variant == "canary"),
            "the admitted users at the canary at both gateways");
        foreach (var user in users.Except(met))
        {
            (await VariantAsync(_gateways.First, user)).ShouldBe("stable");
            (await VariantAsync(_gateways.Second, user)).ShouldBe("stable");
        }
    }

    [Fact]
    public async Task Too_many_errors_take_the_canary_back_before_those_of_a_second_more()
    {
        const int most = 20;
        const int perSecond = 100;
        await RollOutAsync(new RolloutLimits { MaxErrors = most });
        await using var traffic = PacedTraffic.Start(
            perSecond, [.. ((GatewayUnderTest[])[_gateways.First, _gateways.Second]).Select(gateway => new Uri(gateway.Proxy.BaseAddress!, "/status/500"))]);
        await Eventually.TrueAsync(
            () => _gateways.First.Services.Snapshots.Current.Services.Find("shop")!.Config.RolledBack && _gateways.Second.Services.Snapshots.Current.Services.Find("shop")!.Config.RolledBack,
            "the canary is taken back at both gateways");
        await traffic.StopAsync();

        // Half of the requests go to the canary, and all of them fail: so many in a second at each gateway.
        Figures.Report($"Errors until a canary with maxErrors {most} is taken back, at 2 gateways with {perSecond / 4} errors a second each", $"{_gateways.Canary.Requests}");
        _gateways.Canary.Requests.ShouldBeInRange(most, most + (2 * (perSecond / 4)));
        (await _gateways.First.Services.Store.ReadHistoryAsync("shop", null, 1, CancellationToken.None)).Single().Origin.Reason.ShouldNotBeNull().ShouldContain("error");
    }

    [Fact]
    public async Task Outcomes_at_all_gateways_are_in_the_ledger_also_after_they_have_stopped()
    {
        await RollOutAsync(new RolloutLimits { MaxErrors = 1_000 }, canaryPercent: 100);
        var ledger = (ITrafficLedger)_gateways.First.Services.Store;
        for (var i = 0; i < 10; i++)
        {
            (await _gateways.First.Proxy.GetAsync("/status/503")).Dispose();
            (await _gateways.Second.Proxy.GetAsync("/")).Dispose();
        }

        await Eventually.TrueAsync(async () => await CountAsync() == new RolloutCount("run-1", 20, 10), "the counts of both");
        for (var i = 0; i < 5; i++)
        {
            (await _gateways.Second.Proxy.GetAsync("/status/500")).Dispose();
        }

        await _gateways.Second.DisposeAsync();
        (await CountAsync()).ShouldBe(new RolloutCount("run-1", 25, 15));

        async Task<RolloutCount> CountAsync() => (await ledger.ReadCountsAsync(["run-1"], CancellationToken.None)).Single();
    }

    private static async Task<string> VariantAsync(GatewayUnderTest gateway, string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Cookie", $"canary-id={user}" } } };
        using var answer = await gateway.Proxy.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("X-Canary-Variant").Single();
    }

    private async Task RollOutAsync(RolloutLimits limits, int canaryPercent = 50)
    {
        var service = new ServiceConfig
        {
            Name = "shop",
            Variants = new Dictionary<string, VariantConfig>
            {
                ["stable"] = new() { Destinations = [new DestinationConfig(_gateways.Stable.Address)] },
                ["canary"] = new() { Destinations = [new DestinationConfig(_gateways.Canary.Address)] },
            },
            Weights = new Dictionary<string, Weight>
            {
                ["stable"] = Weight.FromHundredths(10_000 - (100 * canaryPercent)),
                ["canary"] = Weight.FromHundredths(100 * canaryPercent),
            },
            Sticky = limits.MaxUsers is null ? [] : [new StickySourceConfig(StickyKind.Cookie, "canary-id")],
        };
        await _gateways.First.StoreAsync(service, TestRollouts.State(limits));
        foreach (var gateway in (GatewayUnderTest[])[_gateways.First, _gateways.Second])
        {
            await Eventually.TrueAsync(() => gateway.Services.Rollouts.Current.Count == 1, "the rollout at both gateways");
        }
    }
}
