using Canary.Gateway.Tests.Admin.Oidc;
using Canary.TestKit;
using Canary.TestKit.Oidc;

namespace Canary.Gateway.Tests.Admin.Login;

/// <summary>How long sessions last, and at which gateways.</summary>
public sealed class SessionTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private readonly ShiftedTime _time = new();

    [Fact]
    public async Task A_session_that_is_used_lasts_until_its_end_and_no_longer()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        await browser.LogInAsync("viewer");

        for (var hour = 0; hour < 8; hour++)
        {
            (await StatusAsync(browser)).ShouldBe(200, $"hour {hour}");
            _time.Advance(TimeSpan.FromMinutes(59));
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        (await StatusAsync(browser)).ShouldBe(401);
        browser.Session.ShouldBeNull();
    }

    [Fact]
    public async Task A_session_that_is_not_used_is_over_after_the_idle_time()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        await browser.LogInAsync("viewer");
        var copy = browser.Session!;

        _time.Advance(TimeSpan.FromMinutes(61));
        var reply = await admin.GetAsync("/api/v1/caller", ("Cookie", "canary-session=" + copy));
        reply.ShouldBeProblem(401, "unauthenticated");
        reply.Json.GetProperty("detail").GetString()!.ShouldContain("not used for 1h");
        var person = await admin.GetAsync("/swagger/index.html", ("Cookie", "canary-session=" + copy), ("Sec-Fetch-Mode", "navigate"));
        person.Status.ShouldBe(302);
    }

    [Fact]
    public async Task A_login_that_takes_longer_than_ten_minutes_begins_anew()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        var answer = await browser.LogInAtProviderAsync("viewer");

        _time.Advance(TimeSpan.FromMinutes(11));
        (await admin.SendAsync(HttpMethod.Get, answer.PathAndQuery, client: browser.Client)).Text.ShouldContain("longer than 10 minutes");
    }

    [Fact]
    public async Task Gateways_with_a_key_in_common_share_sessions_also_while_keys_are_changed()
    {
        await using var first = await StartAsync("the old key, which has 32 characters");
        await using var renewed = await StartAsync("a new key, which has 32 characters, too", "the old key, which has 32 characters");
        await using var other = await StartAsync();
        using var browser = new LoginBrowser(first.Address);
        await browser.LogInAsync("operator");
        var cookie = ("Cookie", "canary-session=" + browser.Session);

        (await renewed.GetAsync("/api/v1/caller", cookie)).Status.ShouldBe(200);
        var refused = await other.GetAsync("/api/v1/caller", cookie);
        refused.ShouldBeProblem(401, "unauthenticated");
        refused.Headers["Set-Cookie"].ShouldContain("canary-session=;");
    }

    [Fact]
    public async Task A_cookie_that_was_changed_or_made_up_or_made_for_another_purpose_is_refused()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        await browser.LogInAtProviderAsync("operator");
        var attempt = browser.Cookies.GetCookies(admin.Address)["canary-login"]!.Value;
        await browser.LogInAsync("operator");
        var session = browser.Session!;
        var middle = session.Length / 2;

        foreach (var value in new[]
        {
            session[..middle] + (session[middle] == 'A' ? 'B' : 'A') + session[(middle + 1)..], session[..^4], session + "AAAA", attempt, "AAAA", "made up", new string('A', 5000),
        })
        {
            (await admin.GetAsync("/api/v1/caller", ("Cookie", "canary-session=" + value))).ShouldBeProblem(401, "unauthenticated");
        }

        (await admin.GetAsync("/api/v1/caller", ("Cookie", "__Host-canary-session=" + session))).ShouldBeProblem(401, "unauthenticated");
        (await admin.GetAsync("/api/v1/caller", ("Cookie", "canary-session=" + session))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_credential_in_a_header_counts_alone_and_its_role_is_not_added_to_the_sessions()
    {
        await using var admin = await StartAsync();
        using var browser = new LoginBrowser(admin.Address);
        await browser.LogInAsync("admin");
        var cookie = ("Cookie", "canary-session=" + browser.Session);

        (await admin.GetAsync("/api/v1/caller", cookie, ("Authorization", "Bearer key-of-vera"))).Text.ShouldContain("\"vera\",\"role\":\"viewer\"");
        (await admin.GetAsync("/api/v1/caller", cookie, ("Authorization", "Bearer wrong"))).Status.ShouldBe(401);
    }

    private static async Task<int> StatusAsync(LoginBrowser browser)
    {
        using var answer = await browser.Client.GetAsync("/api/v1/caller");
        return (int)answer.StatusCode;
    }

    private Task<AdminUnderTest> StartAsync(params string[] keys) => AdminUnderTest.StartAsync(
        AdminUnderTest.AllRoles(),
        configure: options =>
        {
            options.TrustWithLogin(fixture.Provider);
            options.Oidc.Login.SessionKeys = keys;
        },
        time: _time);
}
