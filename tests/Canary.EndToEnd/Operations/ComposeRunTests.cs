using Canary.EndToEnd.Container;
using Canary.TestKit;

namespace Canary.EndToEnd.Operations;

[Collection(nameof(ImageCollection))]
public sealed class ComposeRunTests(ImageFixture fixture)
{
    private static readonly string[] Gateways = ["gateway-1", "gateway-2"];

    [Fact]
    public async Task The_image_with_the_environment_of_the_compose_file_serves_shares_its_state_and_is_scraped()
    {
        var image = fixture.Image;
        await using var compose = await RunningCompose.StartAsync(image);
        foreach (var gateway in Gateways)
        {
            await Eventually.TrueAsync(async () => (await compose.CurlAsync("traffic", $"http://{gateway}:8080")).Contains("\"service\":\"shop\""), $"{gateway} forwards");
        }

        (await compose.CurlAsync("prometheus", "http://gateway-1:8081/metrics", "--output", "/dev/null", "--write-out", "%{http_code}")).ShouldBe("401");
        (await compose.CurlAsync(
            "prometheus", "-X", "PUT", "http://gateway-1:8081/api/v1/services/shop/weights", "--write-out", " %{http_code}",
            "-H", "X-Api-Key: compose-only-admin-key", "-H", "Content-Type: application/json", "-d", "{\"canary\": 50}")).ShouldEndWith(" 200");

        // Both gateways have taken the change, which only one was told, and both are asked by Prometheus with its key.
        await HasAsync(compose, "count(canary_weight_ratio{job=\"canary-gateway\",service=\"shop\",variant=\"canary\"} == 0.5) == 2");
        await HasAsync(compose, "count(sum by (instance, variant) (canary_requests_total{code=\"200\"}) > 0) == 4");
        await HasAsync(compose, "canary:weight:avg{service=\"shop\",variant=\"canary\"} == 0.5");
        foreach (var service in (string[])["traffic", .. Gateways, "stable", "canary"])
        {
            var (exitCode, text) = await compose.StopAsync(service);
            exitCode.ShouldBe(0, $"{service}: {text}");
        }
    }

    /// <summary>Prometheus scrapes and evaluates every 15 s.</summary>
    private static Task HasAsync(RunningCompose compose, string query) => Eventually.TrueAsync(
        async () => (await compose.CurlAsync("prometheus", "--get", "http://prometheus:9090/api/v1/query", "--data-urlencode", $"query={query}")).Contains("\"value\":["),
        query,
        TimeSpan.FromMinutes(2));
}
