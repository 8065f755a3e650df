using System.Net;
using System.Net.Http.Json;
using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Tests.Proxy;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Addressing;

/// <summary>Where operators can't send the gateway, seen from both of its listeners.</summary>
public sealed class RefusedAddressTests
{
    [Fact]
    public async Task A_link_local_destination_is_refused_at_connect()
    {
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new("http://169.254.169.254/")] }));

        using var answer = await proxy.Client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        proxy.Log.Lines.ShouldContain(line => line.Contains("link-local addresses are not allowed"));
    }

    [Fact]
    public async Task The_own_admin_listener_is_no_destination_by_any_name()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var port = gateway.Admin.BaseAddress!.Port;
        foreach (var host in (string[])["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1.2.3"])
        {
            (await PutAsync(gateway, $"http://{host}:{port}")).ShouldContain("this gateway's own admin listener");
        }

        // A document may have come into the store by another way: what it says is refused where it is connected to.
        await gateway.StoreAsync(TestServices.Single(new VariantConfig { Destinations = [new($"http://localhost:{port}")] }), new ServiceState());
        await Eventually.TrueAsync(async () => await StatusAsync(gateway) != HttpStatusCode.NotFound, "the service is served");
        (await StatusAsync(gateway)).ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task Ranges_of_the_settings_are_refused_when_they_are_written_and_do_not_hinder_other_changes()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(("Addresses:RefusedDestinations:0", "10.0.0.0/8"), ("Addresses:RefusedCallbacks:0", "192.168.0.0/16"));
        (await PutAsync(gateway, "http://10.1.1.1")).ShouldContain("Canary:Addresses:RefusedDestinations refuses 10.0.0.0/8");
        (await PutAsync(gateway, "http://192.168.1.1")).ShouldBe("");

        using var sink = await gateway.Admin.PutAsJsonAsync("/api/v1/sinks/ops", new { type = "webhook", url = "http://192.168.1.1/hook" });
        (await sink.Content.ReadAsStringAsync()).ShouldContain("Canary:Addresses:RefusedCallbacks refuses 192.168.0.0/16");

        using var plan = await gateway.Admin.PostAsJsonAsync("/api/v1/services/shop/rollout", new
        {
            variant = "canary",
            steps = new object[] { new { weight = 50, gate = new { webhook = new { url = "http://192.168.1.1/gate" } } } },
            analysis = new { checks = new object[] { new { name = "outside", webhook = new { url = "http://192.168.1.2/check" } } } },
        });
        var problem = await plan.Content.ReadAsStringAsync();
        problem.ShouldContain("steps[0].gate.webhook.url");
        problem.ShouldContain("analysis.checks[0].webhook.url");

        // What was written before the setting stays changeable in all else.
        await gateway.StoreAsync(TestServices.Single(new VariantConfig { Destinations = [new("http://10.1.1.1/")] }) with { Name = "old", Match = new() { Hosts = ["old.example.com"] } }, new ServiceState());
        await Eventually.TrueAsync(() => gateway.Services.Snapshots.Current.Services.Find("old") is not null, "the service is known");
        using var patch = new StringContent("""{"errorCodes":["503"]}""", Encoding.UTF8, "application/merge-patch+json");
        using var patched = await gateway.Admin.PatchAsync("/api/v1/services/old", patch);
        (await patched.Content.ReadAsStringAsync()).ShouldContain("503");
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayUnderTest gateway)
    {
        using var answer = await gateway.Proxy.GetAsync("/api/v1/services");
        return answer.StatusCode;
    }

    private static async Task<string> PutAsync(GatewayUnderTest gateway, string destination)
    {
        using var answer = await gateway.Admin.PutAsJsonAsync("/api/v1/services/shop", new
        {
            variants = new Dictionary<string, object> { ["stable"] = new { destinations = new[] { destination } }, ["canary"] = new { destinations = new[] { "http://127.0.0.1:9" } } },
            weights = new { stable = 100, canary = 0 },
        });
        return answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync();
    }
}
