using Canary.TestKit;

namespace Canary.EndToEnd.Hosting;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Request_in_flight_ends_well_and_the_exit_code_is_0_after_sigterm()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await GatewayProcess.StartAsync();
        await gateway.PutServiceAsync("shop", $$"""{"name":"shop","variants":{"stable":{"destinations":["{{backend.Address}}"] } } }""");
        backend.SendEvent();
        using var answer = await gateway.Proxy.GetAsync("/sse", HttpCompletionOption.ResponseHeadersRead);
        await using var events = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(events);
        (await reader.ReadLineAsync()).ShouldBe("data: 1");
        await reader.ReadLineAsync();

        var ended = gateway.TerminateAsync();
        await Eventually.TrueAsync(async () => !await gateway.IsReadyAsync(), "no longer ready");
        backend.SendEvent();
        (await reader.ReadLineAsync()).ShouldBe("data: 2");

        // The stream's end is the client's wish: the gateway waits for it.
        gateway.HasExited.ShouldBeFalse();
        answer.Dispose();
        (await ended).ShouldBe(0, string.Join('\n', gateway.Lines));
    }

    [Fact]
    public async Task Ready_turns_to_no_at_once_while_traffic_is_still_accepted_for_the_delay()
    {
        await using var gateway = await GatewayProcess.StartAsync(("Shutdown:Delay", "10m"));
        var ended = gateway.TerminateAsync();
        await Eventually.TrueAsync(async () => !await gateway.IsReadyAsync(), "no longer ready");
        using var answer = await gateway.Proxy.GetAsync("/");
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound, "answered by the gateway, which has no service");

        // A second signal ends the delay.
        (await gateway.TerminateAsync()).ShouldBe(0);
        (await ended).ShouldBe(0);
    }
}
