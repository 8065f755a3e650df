using System.Net;
using System.Text.Json;
using Canary.Gateway.Tests.Admin.Oidc;
using Canary.TestKit;
using Canary.TestKit.Oidc;

namespace Canary.Gateway.Tests.Admin.Login;

/// <summary>Login of people by authorization code with PKCE at a real provider.</summary>
public sealed class LoginTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private readonly OidcProvider _provider = fixture.Provider;

    [Fact]
    public async Task A_login_leads_to_the_page_that_was_asked_for_with_a_session_of_the_accounts_role()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);

        var (status, text, cookies) = await browser.LogInAsync("operator", "/login?return=/api/v1/services?pageSize=1");
        status.ShouldBe(200, text);
        text.ShouldContain("<meta http-equiv=\"refresh\" content=\"0;url=/api/v1/services?pageSize=1\">");
        text.ShouldContain("oidc:operator, operator");
        var session = cookies.Where(cookie => cookie.StartsWith("canary-session=", StringComparison.Ordinal)).ShouldHaveSingleItem();
        session.Split("; ")[1..].ShouldBe(["path=/", "samesite=strict", "httponly"], ignoreOrder: true);

        var caller = await SendAsync(admin, browser, HttpMethod.Get, "/api/v1/caller");
        caller.Text.ShouldBe("""{"name":"oidc:operator","role":"operator","knownBy":"session"}""");
        (await SendAsync(admin, browser, HttpMethod.Put, Shop.Path, Shop.Json, ("X-Canary-Console", "1"))).Status.ShouldBe(201);
        (await SendAsync(admin, browser, HttpMethod.Delete, "/api/v1/sinks/s", null, ("X-Canary-Console", "1"))).ShouldBeProblem(403, "forbidden");
    }

    [Fact]
    public async Task The_provider_is_asked_with_state_nonce_and_a_challenge_and_by_https_cookies_are_bound_to_the_host()
    {
        await using var admin = await AdminUnderTest.StartAsync(configure: options =>
        {
            options.TrustWithLogin(_provider);
            options.PublicUrl = "https://canary.example.com/gateway";
        });

        var first = await admin.GetAsync("/login");
        first.Status.ShouldBe(302);
        var (place, query) = Split(first.Headers["Location"]);
        place.ShouldBe(_provider.Issuer + "/auth");
        query["response_type"].ShouldBe("code");
        query["redirect_uri"].ShouldBe("https://canary.example.com/gateway/login/callback");
        query["scope"].ShouldBe("openid profile");
        query["code_challenge_method"].ShouldBe("S256");
        first.Headers["Set-Cookie"].ShouldStartWith("__Host-canary-login=");
        first.Headers["Set-Cookie"].Split("; ")[1..].ShouldBe(["max-age=600", "path=/", "secure", "samesite=lax", "httponly"], ignoreOrder: true);
        var (_, again) = Split((await admin.GetAsync("/login")).Headers["Location"]);
        foreach (var random in new[] { "state", "nonce", "code_challenge" })
        {
            query[random].Length.ShouldBe(43);
            again[random].ShouldNotBe(query[random]);
        }
    }

    [Fact]
    public async Task A_person_who_opens_a_page_is_led_to_the_login_and_a_program_is_not()
    {
        await using var admin = await StartAsync();

        var person = await admin.GetAsync("/swagger/index.html?x=1", ("Sec-Fetch-Mode", "navigate"));
        person.Status.ShouldBe(302);
        person.Headers["Location"].ShouldBe("/login?return=%2Fswagger%2Findex.html%3Fx%3D1");
        (await admin.GetAsync("/swagger/index.html")).ShouldBeProblem(401, "unauthenticated");
        (await admin.GetAsync("/swagger/index.html", ("Sec-Fetch-Mode", "cors"))).Json.GetProperty("detail").GetString()!.ShouldContain("/login");
        (await admin.SendAsync(HttpMethod.Post, "/api/v1/services/shop/rollback", headers: ("Sec-Fetch-Mode", "navigate"))).ShouldBeProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData("no header")]
    [InlineData("header", "X-Canary-Console", "1", "Origin", "https://evil.example.com")]
    [InlineData("header", "X-Canary-Console", "1", "Sec-Fetch-Site", "same-site")]
    [InlineData("header", "X-Canary-Console", "1", "Sec-Fetch-Site", "cross-site")]
    [InlineData("header", "X-Canary-Console", "1", "Origin", "null")]
    [InlineData("origin alone", "Sec-Fetch-Site", "same-origin")]
    public async Task Nothing_is_changed_by_the_cookie_alone_or_from_another_page(string what, params string[] headers)
    {
        what.ShouldNotBeEmpty();
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        await browser.LogInAsync("operator");

        var reply = await SendAsync(admin, browser, HttpMethod.Put, Shop.Path, Shop.Json, [.. headers.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        reply.ShouldBeProblem(403, "cross-site");
        (await SendAsync(admin, browser, HttpMethod.Get, Shop.Path)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task An_account_without_a_role_gets_no_session_and_is_audited_by_name()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        using var oper = admin.NewClient("otto");

        var (status, text, _) = await browser.LogInAsync("nobody");
        status.ShouldBe(403);
        text.ShouldContain("&#39;oidc:nobody&#39; has no role here");
        browser.Session.ShouldBeNull();
        await browser.LogInAsync("viewer", "/login");
        var items = await AuditAsync(admin, oper, 1);
        items[^1].ShouldBe(("login", "oidc:nobody", 403));
    }

    [Fact]
    public async Task Logins_and_log_outs_are_in_the_audit()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        using var oper = admin.NewClient("otto");

        await browser.LogInAsync("viewer");
        (await SendAsync(admin, browser, HttpMethod.Post, "/logout")).Status.ShouldBe(200);
        (await AuditAsync(admin, oper, 2)).ShouldBe([("logout", "oidc:viewer", 200), ("login", "oidc:viewer", 200)]);
    }

    [Fact]
    public async Task After_the_log_out_a_copy_of_the_cookie_is_of_no_use()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        await browser.LogInAsync("operator");
        var copy = browser.Session!;

        (await SendAsync(admin, browser, HttpMethod.Get, "/logout")).Text.ShouldContain("<form method=\"post\"><button>Log out</button></form>");
        (await SendAsync(admin, browser, HttpMethod.Post, "/logout", null, ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(403);
        (await SendAsync(admin, browser, HttpMethod.Get, "/api/v1/caller")).Status.ShouldBe(200);
        var reply = await SendAsync(admin, browser, HttpMethod.Post, "/logout");
        reply.Text.ShouldContain($"{_provider.Issuer}/session/end?client_id={OidcProvider.ClientId}");
        browser.Session.ShouldBeNull();

        var refused = await admin.GetAsync("/api/v1/caller", ("Cookie", "canary-session=" + copy));
        refused.ShouldBeProblem(401, "unauthenticated");
        refused.Json.GetProperty("detail").GetString()!.ShouldContain("logged out");
    }

    [Fact]
    public async Task Every_login_is_another_session_and_ends_the_one_before()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        await browser.LogInAsync("viewer");
        var first = browser.Session!;
        await browser.LogInAsync("viewer");

        browser.Session.ShouldNotBe(first);
        (await SendAsync(admin, browser, HttpMethod.Get, "/api/v1/caller")).Status.ShouldBe(200);
        (await admin.GetAsync("/api/v1/caller", ("Cookie", "canary-session=" + first))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task The_answer_of_another_login_a_second_time_or_without_the_browsers_cookie_is_refused()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        using var victim = new LoginBrowser(admin.Address);
        var answer = await browser.LogInAtProviderAsync("operator");

        using (var none = await admin.Client.GetAsync(answer))
        {
            none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        await victim.Client.GetAsync("/login");
        (await SendAsync(admin, victim, HttpMethod.Get, answer.PathAndQuery)).Text.ShouldContain("This login is not yours.");
        victim.Session.ShouldBeNull();
        (await SendAsync(admin, browser, HttpMethod.Get, answer.PathAndQuery)).Status.ShouldBe(200);
        (await SendAsync(admin, browser, HttpMethod.Get, answer.PathAndQuery)).Text.ShouldContain("This login is over.");
    }

    [Fact]
    public async Task What_the_provider_would_not_say_is_refused_as_it_is_brought()
    {
        await using var admin = await StartAsync();
        foreach (var (change, says) in new (Func<string, string>, string)[]
        {
            (answer => System.Text.RegularExpressions.Regex.Replace(answer, "code=[^&]+", "code=made-up"), "invalid_grant"),
            (answer => System.Text.RegularExpressions.Regex.Replace(answer, "iss=[^&]+", "iss=https%3A%2F%2Fevil.example.com"), "another provider"),
            (answer => System.Text.RegularExpressions.Regex.Replace(answer, "&iss=[^&]+", ""), "another provider"),
            (answer => System.Text.RegularExpressions.Regex.Replace(answer, "code=[^&]+", "error=access_denied&error_description=%3Cscript%3E"), "access_denied, &lt;script&gt;"),
        })
        {
            using var browser = new LoginBrowser(admin.Address);
            var answer = await browser.LogInAtProviderAsync("operator");
            var reply = await SendAsync(admin, browser, HttpMethod.Get, change(answer.PathAndQuery));
            reply.Text.ShouldContain(says);
            reply.Status.ShouldBeOneOf(400, 403);
            browser.Session.ShouldBeNull();
        }

        string.Join('\n', admin.Log.Lines.Where(line => line.Contains(" Canary."))).ShouldNotContain("code=");
    }

    [Fact]
    public async Task A_login_that_is_good_works_from_an_address_of_which_too_many_failed()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        var statuses = new List<int>();
        for (var i = 0; i < 22; i++)
        {
            statuses.Add((await admin.GetAsync("/login/callback?code=x&state=y")).Status);
        }

        statuses.ShouldBe([.. Enumerable.Repeat(400, 20), 429, 429]);
        (await browser.LogInAsync("viewer")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_said_on_the_page()
    {
        await using var provider = OidcProvider.NotStarted();
        await using var admin = await AdminUnderTest.StartAsync(configure: options => options.TrustWithLogin(provider));

        var reply = await admin.GetAsync("/login");
        reply.Status.ShouldBe(503);
        reply.Text.ShouldContain("API keys are accepted all the same");
    }

    [Fact]
    public async Task Under_a_name_that_nobody_vouches_for_no_login_begins()
    {
        await using var admin = await StartAsync();

        (await admin.GetAsync("/login", ("Host", "evil.example.com"))).Status.ShouldBe(409);
    }

    private static (string Place, Dictionary<string, string> Query) Split(string address)
    {
        var uri = new Uri(address);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query);
        return (uri.GetLeftPart(UriPartial.Path), query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));
    }

    private static Task<Reply> SendAsync(AdminUnderTest admin, LoginBrowser browser, HttpMethod method, string path, string? body = null, params (string, string)[] headers) =>
        admin.SendAsync(method, path, body, client: browser.Client, headers: headers);

    private static async Task<List<(string?, string?, int)>> AuditAsync(AdminUnderTest admin, HttpClient client, int count)
    {
        List<JsonElement> items = [];
        await Eventually.TrueAsync(
            async () => (items = [.. (await admin.SendAsync(HttpMethod.Get, "/api/v1/audit", client: client)).Json.GetProperty("items").EnumerateArray()]).Count >= count, $"{count} audit entries");
        return [.. items.Select(item => (item.GetProperty("action").GetString(), item.GetProperty("actor").GetString(), item.GetProperty("status").GetInt32()))];
    }

    private Task<AdminUnderTest> StartAsync() => AdminUnderTest.StartAsync(AdminUnderTest.AllRoles(), configure: options => options.TrustWithLogin(_provider));
}
