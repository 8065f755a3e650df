using System.Net.WebSockets;
using System.Text;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Proxy.WebSockets;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.WebSockets;

public sealed class RolledBackWebSocketTests
{
    private const int ServiceRestart = 1012;
    private const int GoingAway = 1001;

    [Fact]
    public async Task A_rollback_closes_those_to_the_canary_with_1012_between_two_messages_and_leaves_the_baselines_open()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var service = TestServices.Split(stable, canary, 100) with { Traffic = new TrafficConfig { RollbackGrace = TimeSpan.Zero } };
        await proxy.ApplyAsync(service);
        var toCanary = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ConnectAsync(proxy)));
        await proxy.ApplyAsync(service with { Weights = TestServices.Weights(0) });
        using var toStable = await ConnectAsync(proxy);

        // A change of weights closes none, not even to nothing.
        await EchoAsync(toCanary[0], 10);
        await EchoAsync(toStable, 10);

        // Large messages are on their way while it happens.
        var echoes = toCanary.Select((socket, i) => Task.Run(() => EchoUntilClosedAsync(socket, 1_000 + (i * 37_000)))).ToList();
        await proxy.ApplyAsync(ServiceChanges.RollBack(service));
        foreach (var closed in await Task.WhenAll(echoes))
        {
            ((int?)closed).ShouldBe(ServiceRestart);
        }

        await EchoAsync(toStable, 10);
        await Eventually.TrueAsync(() => proxy.Resolve<OpenWebSockets>().Count == 1, "those to the canary are over");
        foreach (var socket in toCanary)
        {
            socket.Dispose();
        }
    }

    [Fact]
    public async Task Weight_that_comes_back_within_the_grace_leaves_them_open()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var service = TestServices.Split(stable, canary, 100) with { Traffic = new TrafficConfig { RollbackGrace = TimeSpan.FromMilliseconds(500) } };
        await proxy.ApplyAsync(service);
        using var socket = await ConnectAsync(proxy);
        await proxy.ApplyAsync(ServiceChanges.RollBack(service));
        await proxy.ApplyAsync(service with { Weights = TestServices.Weights(1) });
        await Task.Delay(TimeSpan.FromSeconds(1));
        await EchoAsync(socket, 10);
    }

    [Fact]
    public async Task A_gateway_that_goes_away_says_so_with_1001()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        var gateway = await GatewayUnderTest.StartAsync();
        await gateway.PutServiceAsync("shop", $$"""{"variants": {"stable": {"destinations": ["{{backend.Address}}"] } } }""");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(gateway.Proxy.BaseAddress!) { Scheme = "ws", Path = "/ws" }.Uri, default);
        await EchoAsync(socket, 10);
        var closed = EchoUntilClosedAsync(socket, 100);
        await gateway.DisposeAsync();
        ((int?)await closed).ShouldBe(GoingAway);
    }

    private static async Task<ClientWebSocket> ConnectAsync(ProxyUnderTest proxy)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Url.Port}/ws"), default);
        return socket;
    }

    private static async Task EchoAsync(ClientWebSocket socket, int bytes)
    {
        var message = Encoding.ASCII.GetBytes(new string('m', bytes));
        await socket.SendAsync(message, WebSocketMessageType.Text, true, default);
        var buffer = new byte[bytes];
        for (var received = 0; received < bytes;)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(received), default);
            part.MessageType.ShouldBe(WebSocketMessageType.Text);
            received += part.Count;
        }

        buffer.ShouldBe(message);
    }

    /// <summary>Sends messages and takes whole ones back until the other side closes; answers that as a client does.</summary>
    private static async Task<WebSocketCloseStatus?> EchoUntilClosedAsync(ClientWebSocket socket, int bytes)
    {
        var message = Encoding.ASCII.GetBytes(new string('m', bytes));
        var buffer = new byte[bytes];
        while (true)
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, true, default);
            for (var isWhole = false; !isWhole;)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), default);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    var status = socket.CloseStatus;
                    await socket.CloseOutputAsync(status!.Value, null, default);
                    return status;
                }

                buffer.AsSpan(0, part.Count).ContainsAnyExcept((byte)'m').ShouldBeFalse();
                isWhole = part.EndOfMessage;
            }
        }
    }
}
