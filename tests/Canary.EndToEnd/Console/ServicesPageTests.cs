using System.Diagnostics;
using System.Globalization;
using Canary.TestKit;

namespace Canary.EndToEnd.Console;

/// <summary>The list of services: live, searched, and with many of them.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ServicesPageTests(ConsoleFleet fleet)
{
    [Fact]
    public async Task A_change_made_elsewhere_is_seen_without_asking()
    {
        await fleet.PutServiceAsync("live");
        await using var page = await fleet.OpenAsync("#/services");
        var row = page.Page.Locator("[data-service=live]");
        await row.ScrollIntoViewIfNeededAsync();
        await ConsolePage.ReadsAsync(row, "canary 10%");
        var milliseconds = new List<double>();
        for (var canary = 11; canary <= 20; canary++)
        {
            var began = Stopwatch.GetTimestamp();
            await fleet.Second.PutWeightsAsync("live", new { canary });
            await page.Page.WaitForFunctionAsync("text => document.querySelector('[data-service=live]').innerText.split(text).length === 3", $"canary {canary}%");
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        milliseconds.Sort();
        Figures.Report(
            "The console shows a change that was made at another gateway (Redis), from the call",
            string.Create(CultureInfo.InvariantCulture, $"median {Figures.Quantile([.. milliseconds], 0.5):0} ms, longest of {milliseconds.Count} {milliseconds[^1]:0} ms"));
    }

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task A_service_is_found_by_name_host_and_phase(Hand hand)
    {
        await fleet.PutServiceAsync("findable");
        await fleet.PutServiceAsync("pausable");
        await fleet.PostElsewhereAsync("services/pausable/rollout?replace=true", """{"variant":"canary","steps":[{"weight":5,"gate":"manual"},{"weight":100}]}""");
        await fleet.PostElsewhereAsync("services/pausable/rollout/pause");
        await using var page = await fleet.OpenAsync("#/services", hand);
        var names = page.Page.Locator(".rows .cell-name a");
        foreach (var (text, found) in new[] { ("findab", "findable"), ("findable.example", "findable"), ("paused pausable", "pausable") })
        {
            await page.TypeAsync(page.Field("Search"), text);
            await Eventually.TrueAsync(async () => await names.CountAsync() == 1 && await names.First.InnerTextAsync() == found, $"{text} finds {found}");
        }

        await page.TypeAsync(page.Field("Search"), "nothing like it");
        await page.SeesAsync("No service has “nothing like it”");
        await page.TypeAsync(page.Field("Search"), "");
        await page.ChooseAsync(page.Field("Order"), "Phase");
        (await page.Page.Locator("[role=columnheader][aria-sort]").InnerTextAsync()).ShouldBe("Phase");

        await page.TypeAsync(page.Field("Search"), "findable");
        await page.PressAsync(page.Link("findable"));
        await page.Button("Rollback now").WaitForAsync();
        (await page.Page.EvaluateAsync<string>("document.activeElement.tagName")).ShouldBe("H1");
    }

    [Fact]
    public async Task No_services_and_a_thousand_of_them()
    {
        await using var gateway = await GatewayProcess.StartAsync();
        await using var page = await fleet.OpenAsync("#/services", key: null, at: gateway);
        await page.SeesAsync("There are no services yet.");

        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
            await gateway.PutServiceAsync($"service-{n:0000}", $$"""
                {
                  "match": { "path": "/s{{n}}" },
                  "variants": { "stable": { "destinations": ["http://127.0.0.1:9"] }, "canary": { "destinations": ["http://127.0.0.1:9"] } },
                  "weights": { "stable": {{100 - (n % 50)}}, "canary": {{n % 50}} }
                }
                """));
        await Eventually.TrueAsync(async () => await page.Page.Locator(".rows .row").CountAsync() == 1_000, "all are listed");

        await page.Page.EvaluateAsync("""
            () => {
              window.longest = 0;
              new PerformanceObserver(list => list.getEntries().forEach(entry => { window.longest = Math.max(window.longest, entry.duration); })).observe({ type: 'longtask' });
            }
            """);
        var began = Stopwatch.GetTimestamp();
        await page.TypeAsync(page.Field("Search"), "service-0777");
        await Eventually.TrueAsync(async () => await page.Page.Locator(".rows .row").CountAsync() == 1, "one is found");
        var search = Stopwatch.GetElapsedTime(began);
        await page.TypeAsync(page.Field("Search"), "");
        await Eventually.TrueAsync(async () => await page.Page.Locator(".rows .row").CountAsync() == 1_000, "all are listed again");
        await page.Page.Mouse.MoveAsync(600, 500);
        var frames = await page.Page.EvaluateAsync<double>("""
            () => new Promise(done => {
              const began = performance.now();
              let count = 0;
              const step = () => { scrollBy(0, 300); count++; performance.now() - began < 1500 ? requestAnimationFrame(step) : done(count / 1.5); };
              requestAnimationFrame(step);
            })
            """);
        (await page.Page.EvaluateAsync<double>("scrollY")).ShouldBeGreaterThan(1000);
        await gateway.PutWeightsAsync("service-0900", new { canary = 42.42 });
        await page.Page.Locator("[data-service=service-0900]").ScrollIntoViewIfNeededAsync();
        await ConsolePage.ReadsAsync(page.Page.Locator("[data-service=service-0900]"), "42.42%");
        var longest = await page.Page.EvaluateAsync<double>("window.longest");
        Figures.Report(
            "The console with 1,000 services: a search; frames a second while scrolling; the longest task",
            string.Create(CultureInfo.InvariantCulture, $"{search.TotalMilliseconds:0} ms; {frames:0}; {longest:0} ms"));
    }
}
