using System.Text.Json;
using Canary.TestKit;
using Microsoft.Playwright;

namespace Canary.EndToEnd.Console;

/// <summary>axe-core on every page and dialog, light and dark, wide and as narrow as a phone, in both languages.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class AccessibilityTests(ConsoleFleet fleet)
{
    // Rules of WCAG 2.2 A and AA, and what the library's authors advise.
    private const string Run = """
        async () => {
          const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
          return JSON.stringify(found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.failureSummary)).slice(0, 4).join(' | ')}`));
        }
        """;

    private static readonly string[] Pages = ["#/services", "#/services/axe", "#/services/axe/history", "#/services/nobody", "#/gateways", "#/audit", "#/notifications"];

    [Theory]
    [InlineData(ColorScheme.Light, 1280, "en-US")]
    [InlineData(ColorScheme.Dark, 1280, "zh-CN")]
    [InlineData(ColorScheme.Light, 390, "zh-CN")]
    [InlineData(ColorScheme.Dark, 390, "en-US")]
    public async Task No_page_and_no_dialog_has_a_violation(ColorScheme colours, int width, string locale)
    {
        await fleet.PutServiceAsync("axe");
        await fleet.PostElsewhereAsync("services/axe/rollout?replace=true", """{"variant":"canary","steps":[{"weight":5,"gate":"manual"},{"weight":100}],"analysis":{}}""");
        await using var traffic = fleet.SendTo("axe");
        await using var page = await fleet.OpenAsync("#/services", options: new BrowserNewContextOptions
        {
            ColorScheme = colours,
            Locale = locale,
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        await page.Page.EvaluateAsync(await AxeAsync());
        foreach (var hash in Pages)
        {
            await page.Page.EvaluateAsync("hash => { location.hash = hash; }", hash);
            await Eventually.TrueAsync(async () => await page.Page.Locator("main h1").CountAsync() == 1 && !(await page.Page.Locator("main").InnerTextAsync()).Contains(locale == "en-US" ? "Reading…" : "正在读取…", StringComparison.Ordinal), $"{hash} is read");
            if (hash == "#/services/axe")
            {
                await page.Page.Locator("[data-graph=rate] canvas").WaitForAsync();
                await page.Page.Locator(".judgement").WaitForAsync();
            }

            await IsFineAsync(page, hash);
            (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{hash} is wider than the screen");
            (await page.Page.EvaluateAsync<int>("document.getAnimations().length")).ShouldBe(0, $"something moves on {hash}");
        }

        await page.Page.EvaluateAsync("hash => { location.hash = hash; }", "#/services/axe");
        await OpenAndCheckAsync(page, "section.rollout .actions .button >> nth=1");
        await OpenAndCheckAsync(page, ".service-actions .button");
        await page.Page.Locator("input.weight").Nth(1).FillAsync("33");
        await page.Page.Locator(".staged").WaitForAsync();
        await IsFineAsync(page, "what is staged");
        await OpenAndCheckAsync(page, ".staged .button >> nth=0");
        await page.Page.EvaluateAsync("hash => { location.hash = hash; }", "#/services/axe/history");
        await OpenAndCheckAsync(page, ".history-table tbody tr:nth-child(2) .button >> nth=1");
        await page.Page.EvaluateAsync("sessionStorage.setItem('canary.key', 'taken-away')");
        await page.Page.Locator("input[type=password]").WaitForAsync();
        await IsFineAsync(page, "the login");
    }

    [Fact]
    public async Task The_form_that_starts_a_rollout_has_no_violation_either()
    {
        await fleet.PutServiceAsync("axe-start");
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var page = await fleet.OpenAsync("#/services/axe-start", options: new BrowserNewContextOptions { ColorScheme = colours });
            await page.Page.EvaluateAsync(await AxeAsync());
            await page.PressAsync(page.Button("Start a rollout…"));
            await IsFineAsync(page, $"the form, {colours}");
            await page.PressAsync(page.Button("JSON"));
            await IsFineAsync(page, $"the plan, {colours}");
        }
    }

    private static async Task OpenAndCheckAsync(ConsolePage page, string button)
    {
        await page.Page.Locator(button).ClickAsync();
        await page.Dialog.WaitForAsync();
        await IsFineAsync(page, $"the dialog of {button}");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.DialogEndsAsync();
    }

    private static async Task IsFineAsync(ConsolePage page, string where) =>
        JsonSerializer.Deserialize<string[]>(await page.Page.EvaluateAsync<string>(Run))!.ShouldBeEmpty(where);

    private static async Task<string> AxeAsync() => await File.ReadAllTextAsync(Path.Combine(await NpmFolder.InstallAsync("tests", "console"), "node_modules", "axe-core", "axe.min.js"));
}
