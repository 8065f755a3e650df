using Canary.Gateway.Demo;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.EndToEnd.Dashboards;

/// <summary>Makes the pictures of docs/dashboards.md: four minutes of a canary's life, drawn by Grafana's components. Runs only when asked to.</summary>
public sealed class DashboardPictureTests(ObservedGateways gateways) : IClassFixture<ObservedGateways>
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(40);

    [Fact(Explicit = true)]
    public async Task Pictures_of_the_dashboards_are_drawn()
    {
        await using var stable = await DemoBackend.StartAsync(DemoBackend.AnyPort, "stable", "1.0.0", DemoBehaviour.Good with { ErrorEvery = 200 }, NullLoggerFactory.Instance, default);
        await using var canary = await DemoBackend.StartAsync(DemoBackend.AnyPort, "canary", "2.0.0", DemoBehaviour.NotQuiteAsGood with { ErrorEvery = 40 }, NullLoggerFactory.Instance, default);
        var traffic = new List<SteadyTraffic>();
        string[] names = ["cart", "catalog", "checkout", "images", "login", "mail", "prices", "reviews", "search", "stock", "taxes", "wishlist"];
        for (var n = 0; n < names.Length; n++)
        {
            var (name, pause) = (names[n], TimeSpan.FromMilliseconds(100 + 40 * n));
            await gateways.First.PutServiceAsync(name, $$"""
                {
                  "name": "{{name}}",
                  "match": { "path": "/{{name}}" },
                  "variants": { "stable": { "destinations": ["{{stable.Address}}"] }, "canary": { "destinations": ["{{canary.Address}}"] } },
                  "weights": { "stable": {{100 - 5 * (n % 4)}}, "canary": {{5 * (n % 4)}} }
                }
                """);
            traffic.Add(SteadyTraffic.Start(gateways.First.ProxyUrl, 1, () => new HttpRequestMessage(HttpMethod.Get, name), pause));
        }

        traffic.Add(SteadyTraffic.Start(gateways.First.ProxyUrl, 4, () => new HttpRequestMessage(HttpMethod.Get, "/"), TimeSpan.FromMilliseconds(40)));
        foreach (var percent in (int[])[0, 5, 20, 50])
        {
            await gateways.First.PutWeightsAsync(ObservedGateways.Service, new { canary = percent });
            await Task.Delay(Step);
        }

        await gateways.RollBackAsync();
        await Task.Delay(Step);
        await gateways.First.PutWeightsAsync(ObservedGateways.Service, new { canary = 10 });
        await Task.Delay(Step);

        var script = Repository.PathOf("tests", "dashboards-pictures", "draw.sh");
        var (exitCode, text) = await ChildProcess.RunAsync(script, [gateways.Prometheus.Address.ToString(), Repository.PathOf("docs", "images")], within: TimeSpan.FromMinutes(10));
        foreach (var one in traffic)
        {
            await one.DisposeAsync();
        }

        exitCode.ShouldBe(0, text);
    }
}
