using Canary.Gateway.Demo;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;

namespace Canary.EndToEnd.Console;

/// <summary>Makes the pictures of docs/console.md: three minutes of a rollout that is judged. Runs only when asked to.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PictureTests(ConsoleFleet fleet)
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(90);

    [Fact(Explicit = true)]
    public async Task Pictures_of_the_console_are_taken()
    {
        await using var stable = await DemoBackend.StartAsync(DemoBackend.AnyPort, "stable", "1.0.0", DemoBehaviour.Good with { ErrorEvery = 200 }, NullLoggerFactory.Instance, default);
        await using var canary = await DemoBackend.StartAsync(DemoBackend.AnyPort, "canary", "2.0.0", DemoBehaviour.Good with { ErrorEvery = 150 }, NullLoggerFactory.Instance, default);
        var traffic = new List<SteadyTraffic>();
        string[] names = ["accounts", "cart", "catalog", "checkout", "images", "mail", "prices", "reviews", "search", "shop", "stock", "taxes"];
        for (var n = 0; n < names.Length; n++)
        {
            var name = names[n];
            await fleet.First.PutServiceAsync(name, $$"""
                {
                  "match": { "hosts": ["127.0.0.1", "{{name}}.example.com"], "path": "/{{name}}" },
                  "variants": { "stable": { "destinations": ["{{stable.Address}}"] }, "canary": { "destinations": ["{{canary.Address}}"] } },
                  "weights": { "stable": {{100 - (5 * (n % 4))}}, "canary": {{5 * (n % 4)}} },
                  "rules": [
                    { "name": "beta testers", "when": { "header": "x-user-group", "equals": "beta" }, "variant": "canary" },
                    { "name": "crawlers", "when": { "header": "user-agent", "contains": "bot", "ignoreCase": true }, "variant": "stable" }
                  ]
                }
                """);
            traffic.Add(SteadyTraffic.Start(fleet.First.ProxyUrl, 1, () => new HttpRequestMessage(HttpMethod.Get, name), TimeSpan.FromMilliseconds(name == "shop" ? 12 : 120 + (30 * n))));
        }

        traffic.Add(SteadyTraffic.Start(fleet.First.ProxyUrl, 1, () => new HttpRequestMessage(HttpMethod.Get, "shop") { Headers = { { "x-user-group", "beta" } } }, TimeSpan.FromMilliseconds(400)));
        await fleet.PostElsewhereAsync("services/cart/rollout", """{"variant":"canary","steps":[{"weight":10,"gate":"manual"},{"weight":100}]}""");
        await fleet.PostElsewhereAsync("services/cart/rollout/pause");
        await fleet.PostElsewhereAsync("services/taxes/rollback");
        await Task.Delay(Watched);
        await fleet.PostElsewhereAsync("services/shop/rollout", """
            {"variant":"canary","steps":[{"weight":10,"hold":"30s"},{"weight":25,"hold":"10m","verdict":"notWorse"},{"weight":50,"gate":"manual"},{"weight":100}],"analysis":{"minRequests":50}}
            """);
        await Task.Delay(Watched);

        await TakeAsync("services", "#/services", new BrowserNewContextOptions(), async page => await page.Page.Locator("[data-service=shop]").WaitForAsync());
        await TakeAsync("service", "#/services/shop", new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 1080 } }, GraphsAsync);
        await TakeAsync("staged", "#/services/search", new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark }, async page =>
        {
            await page.Field("Weight of canary, percent").FillAsync("12.5");
            await GraphsAsync(page);
            await page.Button("Apply…").ClickAsync();
            await page.Dialog.GetByLabel("Reason").FillAsync("error rate is flat since noon");
        });
        await TakeAsync("history", "#/services/shop/history", new BrowserNewContextOptions(), async page => await page.Page.Locator(".diff").WaitForAsync());
        await TakeAsync("phone", "#/services/shop", new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 }, Locale = "zh-CN" }, async page => await page.Page.Locator(".judgement").WaitForAsync());
        foreach (var one in traffic)
        {
            await one.DisposeAsync();
        }
    }

    private async Task TakeAsync(string name, string hash, BrowserNewContextOptions options, Func<ConsolePage, Task> ready)
    {
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        options.Locale ??= "en-US";
        options.ReducedMotion = ReducedMotion.Reduce;
        await using var page = await fleet.OpenAsync(hash, options: options);
        await ready(page);
        await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Repository.PathOf("docs", "images", $"console-{name}.png") });
    }

    private static async Task GraphsAsync(ConsolePage page) => await page.Page.Locator("[data-graph=latency] canvas").WaitForAsync();
}
