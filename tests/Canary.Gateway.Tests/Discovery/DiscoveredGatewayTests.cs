using System.Diagnostics;
using System.Globalization;
using System.Net;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Discovery;

/// <summary>The whole gateway, with destinations in a real etcd or DNS.</summary>
public sealed class DiscoveredGatewayTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Destinations_that_change_under_load_are_in_effect_within_a_second_and_fail_no_request()
    {
        var changes = TestSize.Of(reduced: 30, full: 500);
        await using var one = await StubBackend.StartAsync("one");
        await using var two = await StubBackend.StartAsync("two");
        await using var etcd = await EtcdServer.StartAsync();
        await etcd.PutAsync("/shop/a", one.Address);
        await using var gateway = await GatewayUnderTest.StartAsync(("Discovery:Etcd:Address", etcd.Address));
        await gateway.PutServiceAsync("shop", ServiceJson("etcd", """{ "prefix": "/shop/" }"""));
        await AnswersAsync(gateway, "one", TimeSpan.FromSeconds(10));
        await using var traffic = SteadyTraffic.Start(gateway.Proxy.BaseAddress!, 4, () => new HttpRequestMessage(HttpMethod.Get, "/"), TimeSpan.FromMilliseconds(5));

        var milliseconds = new List<double>();
        for (var change = 1; change <= changes; change++)
        {
            var backend = change % 2 == 0 ? one : two;
            await etcd.PutAsync("/shop/a", backend.Address);
            var changed = Stopwatch.StartNew();
            await AnswersAsync(gateway, backend.Name, TimeSpan.FromSeconds(10));
            milliseconds.Add(changed.Elapsed.TotalMilliseconds);
        }

        await traffic.StopAsync();
        traffic.Failures.ShouldBeEmpty();
        milliseconds.Max().ShouldBeLessThan(Soon.TotalMilliseconds);
        Figures.Report(
            $"{changes} changes of a destination in etcd under load, from the write to the first answer of the new destination",
            string.Create(CultureInfo.InvariantCulture, $"{traffic.Answered} requests, 0 failed, median {Figures.Quantile([.. milliseconds.Order()], 0.5):0} ms, largest {milliseconds.Max():0} ms"));
    }

    [Fact]
    public async Task Weights_change_without_a_new_cluster_and_the_last_list_survives_a_restart_while_the_source_is_down()
    {
        var folder = Directory.CreateTempSubdirectory("canary-found-").FullName;
        await using var backend = await StubBackend.StartAsync("backend");
        await using var etcd = await EtcdServer.StartAsync();
        (string, string)[] settings = [("Discovery:Etcd:Address", etcd.Address), ("Store:Path", folder)];
        await etcd.PutAsync("/shop/a", backend.Address);
        await using (var gateway = await GatewayUnderTest.StartAsync(settings))
        {
            await gateway.PutServiceAsync("shop", ServiceJson("etcd", """{ "prefix": "/shop/" }"""));
            await AnswersAsync(gateway, "backend", TimeSpan.FromSeconds(10));
            (await gateway.Admin.GetStringAsync("/metrics")).ShouldContain("canary_discovery_destinations{service=\"shop\",variant=\"stable\"} 1");
            await etcd.StopAsync();
            await Eventually.TrueAsync(async () => (await gateway.Admin.GetStringAsync("/metrics")).Contains("canary_discovery_up{source=\"etcd\"} 0", StringComparison.Ordinal), "etcd is said to be down");
            await AnswersAsync(gateway, "backend", Soon);
        }

        await using (var gateway = await GatewayUnderTest.StartAsync(settings))
        {
            await AnswersAsync(gateway, "backend", TimeSpan.FromSeconds(5));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_variant_for_which_nothing_is_known_answers_503_until_something_is()
    {
        await using var backend = await StubBackend.StartAsync("backend");
        await using var dns = await DnsServer.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(("Discovery:Dns:Server", dns.Address));
        await gateway.PutServiceAsync("shop", ServiceJson("dns", $$"""{ "name": "shop.internal", "port": {{new Uri(backend.Address).Port}} }"""));
        using (var answer = await gateway.Proxy.GetAsync("/"))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await dns.ChangeAsync("shop 1 IN A 127.0.0.1");
        await AnswersAsync(gateway, "backend", TimeSpan.FromSeconds(10));
    }

    private static string ServiceJson(string kind, string discovery) => $$"""
        { "name": "shop", "match": { "path": "/" }, "variants": { "stable": { "discovery": { "{{kind}}": {{discovery}} } } } }
        """;

    private static Task AnswersAsync(GatewayUnderTest gateway, string name, TimeSpan within) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await gateway.Proxy.GetAsync("/");
            return await answer.Content.ReadAsStringAsync() == name;
        },
        $"{name} answers",
        within);
}
