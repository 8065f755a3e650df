using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Testers;

/// <summary>One choice for a user through a chain of gateways, and nobody's choice but the gateways'.</summary>
public sealed class FullLinkTests
{
    private const string Loopback = "127.0.0.1";
    private const int Users = 10_000;

    [Fact]
    public async Task Every_user_is_on_one_side_in_all_three_hops()
    {
        var backends = await BackendsAsync();
        await using var third = await GatewayAsync("third", upstream: "second", backends["stable"].Address, backends["canary"].Address, trusted: true);
        await using var second = await GatewayAsync("second", upstream: "first", third.Url.AbsoluteUri, third.Url.AbsoluteUri, trusted: true);
        await using var first = await GatewayAsync("first", upstream: null, second.Url.AbsoluteUri, second.Url.AbsoluteUri, trusted: false);
        var users = TestSize.Of(1_000, full: Users);
        var onCanary = 0;
        await Parallel.ForAsync(0, users, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (user, _) =>
        {
            for (var time = 0; time < 2; time++)
            {
                var echo = await EchoAsync(first, request => request.Headers.Add("X-User", user.ToString(CultureInfo.InvariantCulture)));
                var variant = (string)echo["name"]!;
                var baggage = (string)echo["headers"]!["baggage"]!;
                baggage.Split(',').Order().ShouldBe([$"canary.first={variant}", $"canary.second={variant}", $"canary.third={variant}"]);
                if (time == 0 && variant == "canary")
                {
                    Interlocked.Increment(ref onCanary);
                }
            }
        });

        // Within five standard errors of 10 %.
        var error = 5 * Math.Sqrt(users * 0.1 * 0.9);
        ((double)onCanary).ShouldBeInRange((users * 0.1) - error, (users * 0.1) + error);
        await DisposeAsync(backends);
    }

    [Fact]
    public async Task A_hop_without_the_variant_falls_to_its_baseline_and_the_next_goes_on_with_the_choice()
    {
        var backends = await BackendsAsync();
        await using var third = await GatewayAsync("third", upstream: "first", backends["stable"].Address, backends["canary"].Address, trusted: true);
        await using var second = await ProxyUnderTest.StartAsync(options => options.TrustedProxies = [Loopback]);
        await second.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new DestinationConfig(third.Url.AbsoluteUri)] }, "second") with
        {
            Traffic = new TrafficConfig { Upstream = new(["first"]) },
        });
        await using var first = await GatewayAsync("first", upstream: null, second.Url.AbsoluteUri, second.Url.AbsoluteUri, trusted: false, share: 100);
        var echo = await EchoAsync(first, _ => { });
        ((string)echo["name"]!).ShouldBe("canary");
        ((string)echo["headers"]!["baggage"]!).Split(',').Order().ShouldBe(["canary.first=canary", "canary.second=stable", "canary.third=canary"]);
        await DisposeAsync(backends);
    }

    [Fact]
    public async Task Baggage_and_variant_headers_from_outside_change_nothing()
    {
        var backends = await BackendsAsync();
        await using var gateway = await GatewayAsync("shop", upstream: "*", backends["stable"].Address, backends["canary"].Address, trusted: false, share: 0);
        foreach (var (name, value) in new[]
        {
            ("baggage", "canary.shop=canary"), ("baggage", "canary.first=canary"), ("X-Canary-Variant", "canary"), ("X-Canary-Force", "canary"),
            ("X-Canary-Force", "shop.canary.99999999999.AAAA"), ("Cookie", "canary-force-shop=shop.canary.99999999999.AAAA"), ("Cookie", "canary-id=canary"),
        })
        {
            var echo = await EchoAsync(gateway, request => request.Headers.TryAddWithoutValidation(name, value));
            ((string)echo["name"]!).ShouldBe("stable", $"{name}: {value}");
            ((string)echo["headers"]!["x-canary-variant"]!).ShouldBe("stable");
            ((string)echo["headers"]!["baggage"]!).ShouldBe("canary.shop=stable");
            echo["headers"]!["x-canary-force"].ShouldBeNull();
        }

        await DisposeAsync(backends);
    }

    [Fact]
    public async Task A_testers_token_gives_the_variant_by_header_or_cookie_until_a_rollback()
    {
        var backends = await BackendsAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(("Testers:Keys:0", "0123456789abcdef0123456789abcdef"));
        await gateway.PutServiceAsync("shop", $$"""
            {"variants": {"stable": {"destinations": ["{{backends["stable"].Address}}"] }, "canary": {"destinations": ["{{backends["canary"].Address}}"] } }, "weights": {"stable": 100} }
            """);
        using var issued = await gateway.Admin.PostAsJsonAsync("/api/v1/services/shop/testers", new { variant = "canary", @for = "30m" });
        var answer = (await issued.Content.ReadFromJsonAsync<JsonObject>())!;
        var (header, cookie, token) = ((string)answer["header"]!, (string)answer["cookie"]!, (string)answer["token"]!);
        (await AskAsync(gateway, "X-None", "1")).ShouldBe("stable");
        (await AskAsync(gateway, header, token)).ShouldBe("canary");
        (await AskAsync(gateway, "Cookie", $"a=b; {cookie}={token}")).ShouldBe("canary");
        (await AskAsync(gateway, header, token + "x")).ShouldBe("stable");

        using var explained = await gateway.Admin.PostAsJsonAsync("/api/v1/services/shop/explain", new { headers = new Dictionary<string, string> { [header] = token } });
        ((string)(await explained.Content.ReadFromJsonAsync<JsonObject>())!["reason"]!).ShouldBe("forced");
        (await gateway.Admin.GetStringAsync("/api/v1/audit")).ShouldContain("tester.token");

        using var rolledBack = await gateway.Admin.PostAsync("/api/v1/services/shop/rollback", null);
        rolledBack.EnsureSuccessStatusCode();
        (await AskAsync(gateway, header, token)).ShouldBe("stable");

        foreach (var body in new object[] { new { variant = "v7" }, new { variant = "canary", @for = "31d" }, new { }, new { variant = "canary", until = 5 } })
        {
            using var refused = await gateway.Admin.PostAsJsonAsync("/api/v1/services/shop/testers", body);
            ((int)refused.StatusCode).ShouldBe(400);
        }

        await DisposeAsync(backends);
    }

    [Fact]
    public async Task Without_keys_there_are_no_tokens()
    {
        var backends = await BackendsAsync();
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.PutServiceAsync("shop", $$"""{"variants": {"stable": {"destinations": ["{{backends["stable"].Address}}"] } } }""");
        using var answer = await gateway.Admin.PostAsJsonAsync("/api/v1/services/shop/testers", new { variant = "stable" });
        ((int)answer.StatusCode).ShouldBe(409);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Canary:Testers:Keys");
        await DisposeAsync(backends);
    }

    private static async Task<string> AskAsync(GatewayUnderTest gateway, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cart");
        request.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();
        using var answer = await gateway.Proxy.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<JsonNode> EchoAsync(ProxyUnderTest gateway, Action<HttpRequestMessage> configure)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/echo");
        configure(request);
        using var answer = await gateway.Client.SendAsync(request);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<Dictionary<string, StubBackend>> BackendsAsync() => new()
    {
        ["stable"] = await StubBackend.StartAsync("stable"),
        ["canary"] = await StubBackend.StartAsync("canary"),
    };

    private static async Task DisposeAsync(Dictionary<string, StubBackend> backends)
    {
        foreach (var backend in backends.Values)
        {
            await backend.DisposeAsync();
        }
    }

    private static async Task<ProxyUnderTest> GatewayAsync(string name, string? upstream, string stable, string canary, bool trusted, decimal share = 10)
    {
        var gateway = await ProxyUnderTest.StartAsync(options => options.TrustedProxies = trusted ? [Loopback] : []);
        var service = TestServices.Split(
            new VariantConfig { Destinations = [new DestinationConfig(stable)] }, new VariantConfig { Destinations = [new DestinationConfig(canary)] }, share, name);
        await gateway.ApplyAsync(service with
        {
            Sticky = [new StickySourceConfig(StickyKind.Header, "X-User")],
            Traffic = new TrafficConfig { Upstream = upstream is null ? ValueList<string>.Empty : new([upstream]) },
        });
        return gateway;
    }
}
