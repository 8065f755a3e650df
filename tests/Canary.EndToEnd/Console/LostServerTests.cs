using Canary.TestKit;

namespace Canary.EndToEnd.Console;

/// <summary>A gateway that hangs, ends and comes back: old values are never shown as current.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class LostServerTests(ConsoleFleet fleet)
{
    [Fact]
    public async Task Values_of_a_gateway_that_hangs_or_ended_are_old_until_it_is_back()
    {
        await fleet.PutServiceAsync("lost");
        var gateway = await fleet.StartGatewayAsync("gateway-3");
        try
        {
            await using var page = await fleet.OpenAsync("#/services", at: gateway);
            var row = page.Page.Locator("[data-service=lost]");
            await row.ScrollIntoViewIfNeededAsync();
            await ConsolePage.ReadsAsync(row, "canary 10%");
            await LooksAsync(page, "live", isOld: false);

            gateway.Pause();
            await LooksAsync(page, "stale", isOld: true);
            await page.SeesAsync("is how it was at");
            gateway.Resume();
            await LooksAsync(page, "live", isOld: false);

            await gateway.KillAsync();
            await LooksAsync(page, "disconnected", isOld: true);
            await page.SeesAsync("The gateway does not answer.");
            await fleet.First.PutWeightsAsync("lost", new { canary = 44 });
            (await row.InnerTextAsync()).ShouldContain("canary 10%");

            // Another process takes its place; the page goes on by itself, behind the last event that it knows.
            var address = gateway.AdminUrl.GetLeftPart(UriPartial.Authority);
            await gateway.DisposeAsync();
            gateway = await fleet.StartGatewayAsync("gateway-3", ("Admin:Urls", address));
            await LooksAsync(page, "live", isOld: false);
            await ConsolePage.ReadsAsync(row, "canary 44%");
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_change_is_refused_in_words_while_the_store_is_away()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", redis.Configuration));
        await gateway.PutServiceAsync("stored", """{"variants":{"stable":{"destinations":["http://127.0.0.1:9"]},"canary":{"destinations":["http://127.0.0.1:9"]}}}""");
        await using var page = await fleet.OpenAsync("#/services/stored", key: null, at: gateway);
        await page.TypeAsync(page.Field("Weight of canary, percent"), "25");
        await redis.KillAsync();
        await page.SeesAsync("The store is away.");
        await page.PressAsync(page.Button("Apply…"));
        await page.PressAsync(page.Dialog.Locator("button[type=submit]"));
        await page.SeesAsync("Nothing is known to have changed.");
        await redis.RestartAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        (await page.Field("Weight of canary, percent").InputValueAsync()).ShouldBe("25");
    }

    private static async Task LooksAsync(ConsolePage page, string sign, bool isOld)
    {
        await ConsolePage.ReadsAsync(page.Page.Locator(".live"), sign);
        (await page.Page.Locator("[data-service=lost] .cell-number").First.EvaluateAsync<bool>("cell => getComputedStyle(cell).filter.includes('grayscale')")).ShouldBe(isOld, sign);
    }
}
