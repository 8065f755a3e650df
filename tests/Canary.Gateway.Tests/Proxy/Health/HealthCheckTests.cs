using System.Net;
using Canary.Core.Services;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Health;

/// <summary>Health checks, active and passive, as a client meets them.</summary>
public sealed class HealthCheckTests
{
    private static readonly ActiveHealthCheckConfig Probes = new()
    {
        Path = "/health",
        Interval = TimeSpan.FromMilliseconds(100),
        Timeout = TimeSpan.FromSeconds(5),
        Threshold = 1,
    };

    [Fact]
    public async Task A_destination_that_fails_its_probes_gets_nothing_until_it_recovers()
    {
        await using var well = await StubBackend.StartAsync("well");
        await using var ill = await StubBackend.StartAsync("ill");
        await using var proxy = await ProxyUnderTest.StartAsync();
        ill.IsHealthy = false;
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(well, ill) with { ActiveHealthCheck = Probes, LoadBalancing = LoadBalancingPolicy.RoundRobin }));

        await Eventually.TrueAsync(() => NothingReachesAsync(proxy, ill), "the ill destination gets nothing");
        ill.IsHealthy = true;
        await Eventually.TrueAsync(async () => !await NothingReachesAsync(proxy, ill), "the recovered destination gets requests");
    }

    [Fact]
    public async Task Where_no_destination_is_healthy_clients_get_503()
    {
        await using var ill = await StubBackend.StartAsync("ill");
        ill.IsHealthy = false;
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(ill) with { ActiveHealthCheck = Probes }));

        await Eventually.TrueAsync(async () => await StatusAsync(proxy) == HttpStatusCode.ServiceUnavailable, "clients get 503");
        using var answer = await proxy.Client.GetAsync("/");
        answer.Headers.GetValues("X-Canary-Variant").ShouldBe(["stable"]);
    }

    [Fact]
    public async Task What_is_known_of_health_survives_a_change_of_destinations()
    {
        await using var ill = await StubBackend.StartAsync("ill");
        await using var well = await StubBackend.StartAsync("well");
        ill.IsHealthy = false;
        await using var proxy = await ProxyUnderTest.StartAsync();
        var probes = Probes with { Interval = TimeSpan.FromHours(1) };
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(ill) with { ActiveHealthCheck = probes }));
        await Eventually.TrueAsync(async () => await StatusAsync(proxy) == HttpStatusCode.ServiceUnavailable, "the first probe, at once, found it ill");

        var before = ill.Requests;
        ill.IsHealthy = true;
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(ill, well) with
        {
            ActiveHealthCheck = probes with { Path = "/stall" },
            LoadBalancing = LoadBalancingPolicy.RoundRobin,
        }));
        (await NothingReachesAsync(proxy, ill)).ShouldBeTrue();
        ill.Requests.ShouldBeLessThanOrEqualTo(before + 1);
    }

    [Fact]
    public async Task A_destination_whose_requests_fail_is_left_out_and_tried_again_later()
    {
        await using var well = await StubBackend.StartAsync("well");
        await using var failing = await StubBackend.StartAsync("failing");
        failing.RefusesAll = true;
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig
        {
            Destinations = [new(well.Address), new(failing.Address)],
            LoadBalancing = LoadBalancingPolicy.RoundRobin,
            PassiveHealthCheck = new PassiveHealthCheckConfig { FailureRatio = 0.5, Reactivation = TimeSpan.FromMilliseconds(300) },
        }));

        await Eventually.TrueAsync(() => AllSucceedAsync(proxy), "the destination that fails is left out");
        failing.RefusesAll = false;
        var before = failing.Requests;
        await Eventually.TrueAsync(
            async () =>
            {
                await StatusAsync(proxy);
                return failing.Requests > before;
            },
            "it is tried again");
    }

    [Fact]
    public async Task Clients_that_go_away_do_not_make_a_destination_unhealthy()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(backend) with { PassiveHealthCheck = new PassiveHealthCheckConfig { FailureRatio = 0.01 } }));

        using var leaving = new CancellationTokenSource();
        var requests = Enumerable.Range(0, 20).Select(_ => proxy.Client.GetAsync("/stall", leaving.Token)).ToList();
        await Eventually.TrueAsync(() => backend.Requests == 20, "all requests reached the backend");
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(requests));
        await Eventually.TrueAsync(() => proxy.Traffic.For("shop", "stable").Codes.CountOf(499) == 20, "all requests ended");

        (await AllSucceedAsync(proxy)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_backend_answers_does_not_make_it_unhealthy()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(backend) with { PassiveHealthCheck = new PassiveHealthCheckConfig { FailureRatio = 0.01 } }));
        for (var i = 0; i < 20; i++)
        {
            using var answer = await proxy.Client.GetAsync("/status/500");
        }

        (await AllSucceedAsync(proxy)).ShouldBeTrue();
    }

    private static async Task<bool> NothingReachesAsync(ProxyUnderTest proxy, StubBackend backend)
    {
        for (var i = 0; i < 4; i++)
        {
            using var answer = await proxy.Client.GetAsync("/");
            if (await answer.Content.ReadAsStringAsync() == backend.Name)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<bool> AllSucceedAsync(ProxyUnderTest proxy)
    {
        for (var i = 0; i < 10; i++)
        {
            if (await StatusAsync(proxy) != HttpStatusCode.OK)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<HttpStatusCode> StatusAsync(ProxyUnderTest proxy)
    {
        using var answer = await proxy.Client.GetAsync("/");
        return answer.StatusCode;
    }
}
