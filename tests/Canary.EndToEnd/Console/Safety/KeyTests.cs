using Canary.TestKit;

namespace Canary.EndToEnd.Console.Safety;

/// <summary>Where a key goes that is given to the console, and what a role may do there.</summary>
public sealed class KeyTests
{
    private static readonly string[] Pages = ["#/services", "#/services/p-0", "#/services/p-0/history", "#/gateways", "#/audit", "#/notifications"];

    // Asked with a body, and changing nothing.
    private static readonly string[] Questions = ["/explain", "/rollout/plan"];

    [Fact]
    public async Task A_key_is_in_no_address_cookie_or_log_and_gone_with_the_tab()
    {
        await using var gateway = await HostileGateway.StartAsync();
        await gateway.AddAsync(0);
        await using var page = await WatchedPage.StartAsync(gateway.Process.AdminUrl);
        var key = HostileGateway.KeyOf(HostileGateway.Operator);
        await page.LogInAsync(key);
        foreach (var hash in Pages)
        {
            await page.OpenAsync(hash);
            await page.ShowsAsync("Canary");
            page.Page.Url.ShouldNotContain(key);
            (await page.Page.EvaluateAsync<string>("() => document.cookie + JSON.stringify({ ...localStorage }) + document.documentElement.outerHTML")).ShouldNotContain(key);
            await page.ShouldBeSafeAsync(hash);
        }

        page.Requests.ShouldAllBe(request => !request.Address.Contains(key));
        gateway.Process.Lines.ShouldAllBe(line => !line.Contains(key));

        // Another tab of the same browser has to be told it anew.
        var other = await page.Page.Context.NewPageAsync();
        await other.GotoAsync(page.Origin + "/");
        await other.WaitForSelectorAsync("input[type=password]");
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_not_kept()
    {
        await using var gateway = await HostileGateway.StartAsync();
        await using var page = await WatchedPage.StartAsync(gateway.Process.AdminUrl);
        await page.OpenAsync("");
        await page.Page.Locator("input[type=password]").First.FillAsync("key-of-nobody");
        await page.Page.RunAndWaitForResponseAsync(() => page.Page.Keyboard.PressAsync("Enter"), answer => answer.Status == 401);
        await page.Page.WaitForSelectorAsync("input[type=password][aria-invalid=true]");

        (await page.Page.EvaluateAsync<string>("() => JSON.stringify({ ...sessionStorage, ...localStorage })")).ShouldNotContain("key-of-nobody");
        (await page.Page.Locator("input[type=password]").CountAsync()).ShouldBe(1);
        await page.ShouldBeSafeAsync("the login");
    }

    [Fact]
    public async Task A_viewer_changes_nothing_whatever_they_press()
    {
        await using var gateway = await HostileGateway.StartAsync();
        await gateway.AddAsync(0);
        await using var page = await WatchedPage.StartAsync(gateway.Process.AdminUrl);
        await page.LogInAsync(HostileGateway.KeyOf(HostileGateway.Viewer));
        foreach (var hash in Pages)
        {
            await page.OpenAsync(hash);
            await page.Page.WaitForSelectorAsync("main h1");
            await page.PressAllAsync();
            await page.OpenAsync(hash);
            await page.Page.WaitForSelectorAsync("main h1");
            await page.TypeEverywhereAsync("1");
            await page.ShouldBeSafeAsync(hash);
        }

        page.Requests.Where(request => request.Method is not ("GET" or "HEAD") && !Questions.Any(question => request.Address.EndsWith(question, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_other_page_can_frame_the_console()
    {
        await using var gateway = await HostileGateway.StartAsync();
        await using var page = await WatchedPage.StartAsync(gateway.Process.AdminUrl);
        await using var evil = await StubBackend.StartAsync("evil");
        await page.Page.GotoAsync(evil.Address);
        await page.Page.EvaluateAsync("address => new Promise(done => { const frame = document.createElement('iframe'); frame.onload = done; frame.src = address; document.body.append(frame); })", page.Origin + "/");

        page.Requests.ShouldContain(request => request.Address == page.Origin + "/");
        page.Page.Frames.Skip(1).ShouldHaveSingleItem().Url.ShouldStartWith("chrome-error:");
    }
}
