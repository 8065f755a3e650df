using System.Globalization;
using Canary.TestKit;

namespace Canary.EndToEnd.Console;

/// <summary>What the page is as such: its language, its size, how fast it is there.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PageItselfTests(ConsoleFleet fleet)
{
    private static readonly string[] Pages = ["#/services", "#/services/itself", "#/services/itself/history", "#/gateways", "#/audit", "#/notifications"];

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task Language_and_colours_are_chosen_and_kept(Hand hand)
    {
        await using var page = await fleet.OpenAsync("#/services", hand);
        await page.ChooseAsync(page.Field("Language"), "简体中文");
        await Eventually.TrueAsync(async () => (await page.Page.Locator("h1").InnerTextAsync()).StartsWith("服务", StringComparison.Ordinal), "the page is in Chinese");
        (await page.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("zh-CN");
        (await page.Page.TitleAsync()).ShouldStartWith("服务");
        await page.ChooseAsync(page.Field("颜色"), "深色");
        await page.Page.ReloadAsync();
        await page.Page.Locator("h1").WaitForAsync();
        (await page.Page.Locator("h1").InnerTextAsync()).ShouldStartWith("服务");
        (await page.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme")).ShouldBe("dark");
    }

    [Fact]
    public async Task The_skip_link_leads_past_the_navigation()
    {
        await using var page = await fleet.OpenAsync("#/services", Hand.Keyboard);
        await page.Page.Keyboard.PressAsync("Tab");
        (await page.Page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Skip to content");
        await page.Page.Keyboard.PressAsync("Enter");
        (await page.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
    }

    [Fact]
    public async Task All_pages_together_are_small_and_the_first_one_is_there_at_once()
    {
        await fleet.PutServiceAsync("itself");
        await using var traffic = fleet.SendTo("itself");
        await using var page = await fleet.OpenAsync("#/services");
        await page.Page.Locator("[data-service=itself]").WaitForAsync();
        await page.GoAsync("#/services");
        await page.Page.Locator("[data-service=itself]").WaitForAsync();
        var first = await page.Page.EvaluateAsync<double>("performance.now()");
        var bytes = new Dictionary<string, double>();
        foreach (var hash in Pages)
        {
            await page.GoAsync(hash);
            if (hash == "#/services/itself")
            {
                await page.Page.Locator("[data-graph=rate] canvas").WaitForAsync();
            }

            foreach (var resource in await page.Page.EvaluateAsync<Dictionary<string, double>>(
                "() => Object.fromEntries(performance.getEntriesByType('resource').filter(r => r.name.includes('/console/')).map(r => [r.name, r.encodedBodySize]))"))
            {
                bytes[resource.Key] = Math.Max(resource.Value, bytes.GetValueOrDefault(resource.Key));
            }
        }

        bytes.Count.ShouldBeGreaterThan(30);
        bytes.Values.Sum().ShouldBeLessThan(150 * 1024);
        Figures.Report("The console in a browser: files of all pages, compressed; from the navigation to the list of services",
            string.Create(CultureInfo.InvariantCulture, $"{bytes.Values.Sum() / 1024:0.0} KB in {bytes.Count} files; {first:0} ms"));
    }
}
