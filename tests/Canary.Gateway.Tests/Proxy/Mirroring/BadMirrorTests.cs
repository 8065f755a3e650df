using Canary.Core.Services.Traffic;
using Canary.Gateway.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Proxy.Mirroring;

/// <summary>Mirrors that never answer, answer a lot, or trickle: clients have their answers as before.</summary>
[Collection(nameof(AloneCollection))]
public sealed class BadMirrorTests
{
    private const int Requests = 60;
    private const int MaxPending = 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mirror_that_never_answers_holds_only_so_many_copies(bool compares)
    {
        await using var shop = await StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted), compares, TimeSpan.FromSeconds(5));
        await AskAsync(shop);
        shop.State.Pending.ShouldBeLessThanOrEqualTo(MaxPending);
        await shop.SettledAsync();
        var timeouts = shop.Count(MirrorResult.Timeout);
        timeouts.ShouldBeGreaterThan(0);
        (timeouts + shop.Count(MirrorResult.Dropped)).ShouldBe(Requests);
        shop.Count(MirrorResult.Dropped).ShouldBeGreaterThan(Requests / 2);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_mirror_that_answers_a_gigabyte_is_cut_off(bool compares, bool saysLength)
    {
        await using var shop = await StartAsync((context, _) => SendGigabyteAsync(context, saysLength), compares, TimeSpan.FromSeconds(4));
        await AskAsync(shop);
        await shop.SettledAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 5; i++)
        {
            await AskAsync(shop);
        }

        await shop.SettledAsync();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(16_000_000);
        shop.Count(MirrorResult.Sent).ShouldBeGreaterThan(0);
        (shop.Count(MirrorResult.Sent) + shop.Count(MirrorResult.Dropped)).ShouldBe(6 * Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mirror_that_trickles_is_given_up(bool compares)
    {
        await using var shop = await StartAsync(TrickleAsync, compares, TimeSpan.FromSeconds(3));
        await AskAsync(shop);
        shop.State.Pending.ShouldBeLessThanOrEqualTo(MaxPending);
        await shop.SettledAsync();
        shop.Count(compares ? MirrorResult.Timeout : MirrorResult.Sent).ShouldBeGreaterThan(0);
        shop.Count(MirrorResult.Failed).ShouldBe(0);
    }

    [Fact]
    public async Task A_dead_mirror_fails_copies_only()
    {
        await using var shop = await StartAsync((_, _) => Task.CompletedTask, compares: true, TimeSpan.FromSeconds(2));
        await shop.Canary.DisposeAsync();
        await AskAsync(shop);
        await shop.SettledAsync();
        shop.Count(MirrorResult.Failed).ShouldBeGreaterThan(0);
        (shop.Count(MirrorResult.Failed) + shop.Count(MirrorResult.Dropped)).ShouldBe(Requests);
        var canary = shop.Proxy.Resolve<Canary.Gateway.Proxy.Routing.RoutingState>().Current.Named("shop")!.Named("canary")!;
        canary.Balancer.Pick()!.InFlight.ShouldBe(0);
    }

    private static Task<MirroredShop> StartAsync(Func<HttpContext, int, Task> canary, bool compares, TimeSpan timeout) => MirroredShop.StartAsync(
        (context, _) => context.Response.WriteAsync("stable"),
        canary,
        mirror => mirror with { MaxPending = MaxPending, Timeout = timeout, Compare = compares ? new ComparisonConfig { Noise = Canary.Core.Services.Weight.Zero } : null });

    private static async Task AskAsync(MirroredShop shop)
    {
        for (var i = 0; i < Requests; i++)
        {
            (await shop.Client.GetStringAsync("/")).ShouldBe("stable");
        }
    }

    private static async Task SendGigabyteAsync(HttpContext context, bool saysLength)
    {
        const long Gigabyte = 1L << 30;
        context.Response.ContentLength = saysLength ? Gigabyte : null;
        var chunk = new byte[64 * 1024];
        for (var left = Gigabyte; left > 0; left -= chunk.Length)
        {
            await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        }
    }

    private static async Task TrickleAsync(HttpContext context, int number)
    {
        while (true)
        {
            await context.Response.WriteAsync("x", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted);
        }
    }
}
