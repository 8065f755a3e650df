using System.Text.Json;
using Canary.TestKit;
using Canary.TestKit.Ecs;

namespace Canary.EndToEnd.Hosting;

public sealed class LogTests
{
    [Fact]
    public async Task Every_line_of_a_gateways_life_is_an_event_in_the_elastic_common_schema()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await GatewayProcess.StartAsync(("Logs:Access", "true"), ("Instance:Id", "gateway-\"1\""));
        await gateway.PutServiceAsync("shop", $$"""{ "name": "shop", "variants": { "stable": { "destinations": ["{{backend.Address}}"] } } }""");
        using var refused = await gateway.Admin.PutAsync("/api/v1/services/no%0aname", null);
        foreach (var target in (string[])["/echo?token=secret", "/a%0d%0ab%22", $"/{new string('p', 5_000)}", "/status/500", "/kill"])
        {
            using var answer = await gateway.Proxy.GetAsync(target);
        }

        (await gateway.TerminateAsync()).ShouldBe(0);
        gateway.Lines.ShouldNotBeEmpty();
        foreach (var line in gateway.Lines)
        {
            EcsSchema.Check(line).ShouldBeEmpty(line);
            line.ShouldNotContain("secret");
        }

        var events = gateway.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.Count(json => json.TryGetProperty("event.dataset", out var set) && set.GetString() == "canary.access").ShouldBe(5);
        events.ShouldContain(json => json.GetProperty("message").GetString() == "Stopped");
        events.ShouldAllBe(json => json.GetProperty("service.node.name").GetString() == "gateway-\"1\"");
    }

    [Fact]
    public async Task Lines_for_people_and_no_access_log_are_a_setting()
    {
        await using var gateway = await GatewayProcess.StartAsync(("Logs:Format", "Text"));
        using var answer = await gateway.Proxy.GetAsync("/");
        (await gateway.TerminateAsync()).ShouldBe(0);
        gateway.Lines.ShouldContain(line => line.EndsWith(" info: Canary.Gateway.Hosting.GatewayApplication[1502] Stopped", StringComparison.Ordinal));
        gateway.Lines.ShouldAllBe(line => !line.Contains("RequestEnded", StringComparison.Ordinal) && !line.Contains("AccessLog", StringComparison.Ordinal));
    }
}
