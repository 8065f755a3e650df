using System.Globalization;
using Canary.TestKit;
using Canary.TestKit.Raw;

namespace Canary.EndToEnd.Hosting;

/// <summary>Slow and greedy clients beside honest ones: nobody honest fails, memory stays within bounds, and the limits end the attackers' connections.</summary>
public sealed class AttackTests
{
    private const long MostGrowth = 300L << 20;
    private const int Honest = 2;
    private static readonly int Slow = TestSize.Of(50, 200);
    private static readonly int Resetting = TestSize.Of(10, 50);

    [Fact]
    public async Task Slow_heads_slow_bodies_slow_readers_and_rapid_resets_at_once_are_ended_and_harm_nobody()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        var h2c = FreePort.Next();
        await using var gateway = await GatewayProcess.StartAsync(
            ("Proxy:H2cUrls", $"http://127.0.0.1:{h2c}"), ("Proxy:Limits:HeadersTimeout", "3s"), ("Proxy:Limits:BodyRateGrace", "3s"), ("Proxy:Limits:KeepAliveTimeout", "3s"));
        await gateway.PutServiceAsync("shop", $$"""{"name":"shop","variants":{"stable":{"destinations":["{{backend.Address}}"] } },"timeouts":{"firstByte":"5s","idle":"5s"} }""");
        await using var traffic = SteadyTraffic.Start(gateway.ProxyUrl, Honest, () => new HttpRequestMessage(HttpMethod.Get, "/"), TimeSpan.FromMilliseconds(5));
        await Eventually.TrueAsync(() => traffic.Answered > 200, "honest clients are served");
        var before = gateway.ResidentBytes;

        using var over = new CancellationTokenSource();
        var port = gateway.ProxyUrl.Port;
        var thrownOut = Task.WhenAll(
        [
            .. Several(Slow, () => AttackingClient.DripAsync(port, "GET / HTTP/1.1\r\nHost: shop\r\nX-Slow: ", over.Token)),
            .. Several(Slow, () => AttackingClient.DripAsync(port, "POST /upload HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000000\r\n\r\n", over.Token)),
            .. Several(Resetting, () => AttackingClient.ResetAsync(h2c, "/stall", _ => { }, over.Token)),
        ]);
        var readers = Several(Slow, () => AttackingClient.ReadSlowlyAsync(port, "/download?bytes=1000000000", int.MaxValue, over.Token));
        await thrownOut.WaitAsync(TimeSpan.FromMinutes(2));
        var most = gateway.ResidentBytes;

        // Who resets is ended by the budget for resets, or by the server's own limits where it is behind with streams.
        // Those that do not read do not notice either, but the gateway has ended them, and is left with the honest ones.
        await Eventually.TrueAsync(async () => await ReadAsync(gateway, "canary_connections") <= Honest, "the attackers' connections are ended", TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync(async () => await ReadAsync(gateway, "canary_requests_in_flight{") <= Honest, "and their requests");
        var served = traffic.Answered;
        await Eventually.TrueAsync(() => traffic.Answered > served + 50, "honest clients are served");
        await traffic.StopAsync();
        traffic.Failures.Take(5).ShouldBeEmpty();
        (most - before).ShouldBeLessThan(MostGrowth, $"from {before >> 20} MB");
        Figures.Report($"{Slow} slow heads, {Slow} slow bodies, {Slow} slow readers and {Resetting} rapidly resetting connections", $"{traffic.Answered:N0} honest requests, none failed; memory grew by {(most - before) >> 20} MB");

        await over.CancelAsync();
        await Task.WhenAll(readers).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static Task[] Several(int count, Func<Task> start) => [.. Enumerable.Range(0, count).Select(_ => Task.Run(start))];

    private static async Task<double> ReadAsync(GatewayProcess gateway, string series) => (await gateway.Admin.GetStringAsync("/metrics")).Split('\n')
        .Where(line => line.StartsWith(series, StringComparison.Ordinal)).Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
