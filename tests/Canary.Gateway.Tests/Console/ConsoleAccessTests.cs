using Canary.Gateway.Hosting;
using Canary.Gateway.Tests.Admin;
using Canary.Gateway.Tests.Admin.Oidc;
using Canary.TestKit.Oidc;

namespace Canary.Gateway.Tests.Console;

/// <summary>What the console shows to somebody who has not said who they are.</summary>
public sealed class ConsoleAccessTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private readonly OidcProvider _provider = fixture.Provider;

    [Fact]
    public async Task The_page_answers_without_credentials_and_with_wrong_ones_and_its_data_does_not()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        using var wrong = admin.NewClient("nobody");

        foreach (var path in new[] { "/", "/console/index.html", "/console/config.json" })
        {
            (await admin.GetAsync(path)).Status.ShouldBe(200);
            (await admin.SendAsync(HttpMethod.Get, path, client: wrong)).Status.ShouldBe(200);
            (await admin.PostAsync(path, "{}")).ShouldBeProblem(401, "unauthenticated");
        }

        foreach (var path in new[] { "/api/v1/overview", "/api/v1/services/shop/traffic" })
        {
            (await admin.GetAsync(path)).ShouldBeProblem(401, "unauthenticated");
        }

        (await admin.GetAsync("/consolex")).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task The_page_says_nothing_of_services_to_somebody_without_credentials()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        using var all = admin.NewClient("ada");
        (await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: all)).Status.ShouldBe(201);

        foreach (var path in new[] { "/", "/console/config.json" })
        {
            (await admin.GetAsync(path)).Text.ShouldNotContain("shop.example.com");
        }
    }

    [Fact]
    public async Task The_configuration_says_how_to_log_in()
    {
        await using (var open = await AdminUnderTest.StartAsync())
        {
            var config = await open.GetAsync("/console/config.json");
            config.Text.ShouldBe($$"""{"version":"{{GatewayVersion.Current}}","open":true,"login":false}""");
            config.Headers["Cache-Control"].ShouldBe("no-store");
        }

        await using (var keys = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles()))
        {
            (await keys.GetAsync("/console/config.json")).Text.ShouldEndWith("\"open\":false,\"login\":false}");
        }

        await using var login = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles(), configure: options => options.TrustWithLogin(_provider));
        (await login.GetAsync("/console/config.json")).Text.ShouldEndWith("\"open\":false,\"login\":true}");
    }

    [Fact]
    public async Task A_login_without_a_page_of_its_own_leads_to_the_console_and_one_with_a_page_of_it_there()
    {
        await using var admin = await AdminUnderTest.StartAsync(configure: options => options.TrustWithLogin(_provider));

        foreach (var (login, next) in new[] { ("/login", "/"), ("/login?return=%2F%23%2Fservices%2Fshop", "/#/services/shop"), ("/login?return=%2F%2Fevil.example.com%2F%23%2F", "/") })
        {
            using var browser = new LoginBrowser(admin.Address);
            var (status, text, _) = await browser.LogInAsync("operator", login);
            status.ShouldBe(200, text);
            text.ShouldContain($"<meta http-equiv=\"refresh\" content=\"0;url={next}\">");
        }
    }

    [Fact]
    public async Task An_open_listener_shows_the_page_to_names_of_this_machine_alone()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        (await admin.GetAsync("/", ("Host", "evil.example.com"))).ShouldBeProblem(403, "host-not-allowed");
    }
}
