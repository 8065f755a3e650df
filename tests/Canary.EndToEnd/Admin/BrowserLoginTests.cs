using Canary.TestKit;
using Canary.TestKit.Oidc;
using Microsoft.Playwright;

namespace Canary.EndToEnd.Admin;

/// <summary>Login with a real browser at a real provider: what SameSite, redirects and policies do, only a browser can show.</summary>
public sealed class BrowserLoginTests
{
    [Fact]
    public async Task A_person_logs_in_lands_where_they_wanted_to_and_logs_out()
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var gateway = await StartAsync(provider);
        await using var browser = await ChromiumBrowser.StartAsync();
        var page = await browser.Context.NewPageAsync();
        var errors = new List<string>();

        // Another address of loopback, and so another site than the provider's, as it is in earnest.
        var admin = $"http://localhost:{gateway.AdminUrl.Port}";
        await page.GotoAsync(admin + "/swagger/index.html");
        page.Url.ShouldStartWith(provider.Issuer + "/interaction/");
        await page.FillAsync("input[name=login]", "operator");
        await page.FillAsync("input[name=password]", "any");
        await page.ClickAsync("button[type=submit]");
        page.Console += (_, message) => errors.AddRange(message.Type == "error" && message.Location.StartsWith(admin, StringComparison.Ordinal) ? [message.Text] : Array.Empty<string>());
        await page.ClickAsync("button:has-text('Continue')");

        // The landing page reads the API's description with the session's cookie.
        (await page.TextContentAsync(".info .title")).ShouldNotBeNull().ShouldContain("Canary.Gateway admin API");
        page.Url.ShouldStartWith(admin + "/swagger/index.html");
        errors.ShouldBeEmpty();
        var cookie = (await browser.Context.CookiesAsync([admin])).Where(c => c.Name.StartsWith("canary-", StringComparison.Ordinal)).ShouldHaveSingleItem();
        (cookie.Name, cookie.HttpOnly, cookie.SameSite).ShouldBe(("canary-session", true, SameSiteAttribute.Strict));
        (await page.EvaluateAsync<string>("document.cookie")).ShouldBeEmpty();

        (await FetchAsync(page, "GET", "/api/v1/caller", null)).ShouldBe("""200 {"name":"oidc:operator","role":"operator","knownBy":"session"}""");
        (await FetchAsync(page, "POST", "/api/v1/services/shop/rollback", null)).ShouldStartWith("403 ");
        (await FetchAsync(page, "POST", "/api/v1/services/shop/rollback", "1")).ShouldStartWith("404 ");

        await page.GotoAsync(admin + "/logout");
        await page.ClickAsync("button:has-text('Log out')");
        await page.WaitForSelectorAsync("text=Your session at this gateway has ended.");
        (await browser.Context.CookiesAsync([admin])).ShouldNotContain(c => c.Name == "canary-session");
        (await browser.Context.APIRequest.GetAsync(admin + "/api/v1/caller")).Status.ShouldBe(401);

        gateway.Lines.ShouldAllBe(line => !line.Contains(cookie.Value));
        gateway.Lines.ShouldAllBe(line => !line.Contains("code="));
    }

    [Fact]
    public async Task Pages_of_another_site_get_nothing_from_a_browser_that_is_logged_in()
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var gateway = await StartAsync(provider);
        await using var browser = await ChromiumBrowser.StartAsync();
        var page = await browser.Context.NewPageAsync();
        await LogInAsync(page, $"http://localhost:{gateway.AdminUrl.Port}/login?return=/swagger/index.html", "operator");

        // 127.0.0.1 is another site than localhost.
        await using var evil = await StubBackend.StartAsync("evil");
        await page.GotoAsync(evil.Address);
        var admin = $"http://localhost:{gateway.AdminUrl.Port}";
        (await page.EvaluateAsync<string>($$"""
            async () => { try { const a = await fetch('{{admin}}/api/v1/caller', { credentials: 'include' }); return 'read ' + a.status; } catch (e) { return 'refused'; } }
            """)).ShouldBe("refused");
        (await page.EvaluateAsync<string>($$"""
            async () => { try { const a = await fetch('{{admin}}/api/v1/services/shop/rollback', { method: 'POST', credentials: 'include', headers: { 'X-Canary-Console': '1' } }); return 'done ' + a.status; } catch (e) { return 'refused'; } }
            """)).ShouldBe("refused");
        await page.EvaluateAsync($$"""
            () => { const form = document.createElement('form'); form.method = 'post'; form.action = '{{admin}}/logout'; document.body.append(form); form.submit(); }
            """);
        await page.WaitForSelectorAsync("text=Another web page asked for it.");

        await page.GotoAsync(admin + "/swagger/index.html");
        (await FetchAsync(page, "GET", "/api/v1/caller", null)).ShouldStartWith("200 ");
    }

    private static async Task LogInAsync(IPage page, string address, string name)
    {
        await page.GotoAsync(address);
        await page.FillAsync("input[name=login]", name);
        await page.FillAsync("input[name=password]", "any");
        await page.ClickAsync("button[type=submit]");
        await page.ClickAsync("button:has-text('Continue')");
        await page.WaitForSelectorAsync(".info .title");
    }

    private static Task<string> FetchAsync(IPage page, string method, string path, string? console) => page.EvaluateAsync<string>(
        "async ([method, path, header]) => { const a = await fetch(path, { method, headers: header ? { 'X-Canary-Console': header } : {} }); return a.status + ' ' + await a.text(); }",
        new[] { method, path, console });

    private static Task<GatewayProcess> StartAsync(OidcProvider provider) => GatewayProcess.StartAsync(
        ("Admin:Oidc:Authority", provider.Issuer),
        ("Admin:Oidc:AllowHttp", "true"),
        ("Admin:Oidc:Login:ClientId", OidcProvider.ClientId),
        ("Admin:Oidc:Login:ClientSecret", OidcProvider.ClientSecret));
}
