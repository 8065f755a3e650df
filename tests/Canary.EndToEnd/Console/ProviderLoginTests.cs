using Canary.EndToEnd.Admin;
using Canary.TestKit;
using Canary.TestKit.Oidc;
using Microsoft.Playwright;

namespace Canary.EndToEnd.Console;

/// <summary>Login to the console at a real provider, and again when the session has ended.</summary>
public sealed class ProviderLoginTests
{
    [Fact]
    public async Task A_login_comes_back_to_the_page_that_was_left_with_what_was_staged()
    {
        using var declared = new DeclaredFolder();
        declared.Write("shop.yaml", DeclaredFolder.Service("shop", 10, "apiChanges: allowed"));
        await using var provider = await OidcProvider.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(
            ("Admin:Oidc:Authority", provider.Issuer), ("Admin:Oidc:AllowHttp", "true"), ("Admin:Oidc:Login:ClientId", OidcProvider.ClientId),
            ("Admin:Oidc:Login:ClientSecret", OidcProvider.ClientSecret), ("Import", declared.Path));
        await using var browser = await ChromiumBrowser.StartAsync();
        var page = await browser.Context.NewPageAsync();
        await page.GotoAsync($"http://localhost:{gateway.AdminUrl.Port}/#/services/shop");
        await page.ClickAsync("text=Log in with your account");
        await page.FillAsync("input[name=login]", "operator");
        await page.FillAsync("input[name=password]", "any");
        await page.ClickAsync("button[type=submit]");
        await page.ClickAsync("button:has-text('Continue')");
        await page.GetByLabel("Weight of canary, percent", new PageGetByLabelOptions { Exact = true }).FillAsync("27");
        page.Url.ShouldEndWith("/#/services/shop");
        (await page.Locator(".caller-name").InnerTextAsync()).ShouldBe("oidc:operator");

        await browser.Context.ClearCookiesAsync(new BrowserContextClearCookiesOptions { Name = "canary-session" });
        await page.WaitForSelectorAsync("text=Your login has ended.");
        await page.ClickAsync("text=Log in with your account");
        await page.ClickAsync("button:has-text('Continue')");
        await page.WaitForSelectorAsync("text=Staged, not in force");
        (await page.GetByLabel("Weight of canary, percent", new PageGetByLabelOptions { Exact = true }).InputValueAsync()).ShouldBe("27");

        // The cookie alone, from this page, may change things.
        await page.ClickAsync("text=Apply…");
        await page.ClickAsync("dialog button[type=submit]");
        await page.WaitForSelectorAsync("text=The weights are changed");
    }
}
