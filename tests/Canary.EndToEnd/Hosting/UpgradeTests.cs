using Canary.TestKit;

namespace Canary.EndToEnd.Hosting;

/// <summary>Two gateways behind a real balancer, replaced in turn while clients go on asking.</summary>
public sealed class UpgradeTests
{
    private const int Clients = 4;
    private const int MostShown = 5;
    private static readonly int Rounds = TestSize.Of(2, 20);
    private int _request;

    [Theory]
    [InlineData("haproxy")]
    [InlineData("nginx")]
    public async Task No_request_is_lost_while_each_gateway_is_replaced_again_and_again(string kind)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        var ports = new[] { (Proxy: FreePort.Next(), Admin: FreePort.Next()), (Proxy: FreePort.Next(), Admin: FreePort.Next()) };
        var stores = ports.Select(_ => Directory.CreateTempSubdirectory("canary-upgrade-").FullName).ToArray();
        var gateways = new GatewayProcess[ports.Length];
        try
        {
            for (var i = 0; i < gateways.Length; i++)
            {
                gateways[i] = await StartAsync(ports[i], stores[i]);
                await gateways[i].PutServiceAsync("shop", $$"""{"name":"shop","variants":{"stable":{"destinations":["{{backend.Address}}"] } } }""");
            }

            await using var balancer = kind == "haproxy" ? await Balancer.StartHaproxyAsync(ports) : await Balancer.StartNginxAsync(ports);

            // HAProxy asks whether a gateway is ready; nginx finds out by a connection that fails, and what was sent on it is sent again where it is a GET.
            await using var traffic = SteadyTraffic.Start(balancer.Url, Clients, kind == "haproxy" ? NextRequest : Get, TimeSpan.FromMilliseconds(5));
            for (var replaced = 0; replaced < Rounds * gateways.Length; replaced++)
            {
                var i = replaced % gateways.Length;
                await ProgressAsync(traffic);
                (await gateways[i].TerminateAsync()).ShouldBe(0, string.Join('\n', gateways[i].Lines));
                await ProgressAsync(traffic);
                await gateways[i].DisposeAsync();
                gateways[i] = await StartAsync(ports[i], stores[i]);
                await SeesAsync(gateways[i], traffic);
            }

            await traffic.StopAsync();
            traffic.Failures.Take(MostShown).ShouldBeEmpty(balancer.Text);
            Figures.Report($"Two gateways behind {kind}, each replaced {Rounds} times under traffic", $"{traffic.Answered:N0} requests, none failed");
        }
        finally
        {
            foreach (var gateway in gateways.Where(gateway => gateway is not null))
            {
                await gateway.DisposeAsync();
            }

            foreach (var store in stores)
            {
                Directory.Delete(store, recursive: true);
            }
        }
    }

    private static Task<GatewayProcess> StartAsync((int Proxy, int Admin) ports, string store) => GatewayProcess.StartAsync(
        ("Proxy:Urls", $"http://127.0.0.1:{ports.Proxy}"), ("Admin:Urls", $"http://127.0.0.1:{ports.Admin}"), ("Store:Path", store), ("Shutdown:Delay", "2s"));

    /// <summary>Returns when some requests were answered since the call.</summary>
    private static Task ProgressAsync(SteadyTraffic traffic)
    {
        var before = traffic.Answered;
        return Eventually.TrueAsync(() => traffic.Answered > before + (5 * Clients) || traffic.Failures.Count > 0, "requests are answered");
    }

    /// <summary>Returns when the balancer sends requests to a gateway, so that the other one may go.</summary>
    private static Task SeesAsync(GatewayProcess gateway, SteadyTraffic traffic) => Eventually.TrueAsync(
        async () => traffic.Failures.Count > 0
            || (await gateway.Admin.GetStringAsync("/metrics")).Split('\n').Any(line => line.StartsWith("canary_requests_total{", StringComparison.Ordinal) && line.Contains("code=\"200\"")),
        "the balancer sends requests to it");

    private static HttpRequestMessage Get() => new(HttpMethod.Get, "/");

    private HttpRequestMessage NextRequest() => Interlocked.Increment(ref _request) % 2 == 0
        ? Get()
        : new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new ByteArrayContent(new byte[2_000]) };
}
