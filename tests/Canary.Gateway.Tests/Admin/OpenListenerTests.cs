using Canary.Gateway.Tests.Proxy.Forwarding;

namespace Canary.Gateway.Tests.Admin;

/// <summary>A listener without keys, and web pages in an operator's browser that would like to use it.</summary>
public sealed class OpenListenerTests
{
    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("evil.example.com:8081")]
    [InlineData("127.0.0.1.evil.example.com")]
    [InlineData("192.168.1.2")]
    public async Task Another_machines_name_is_refused_as_dns_may_have_been_rebound(string host)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        (await admin.GetAsync("/api/v1/services", ("Host", host))).ShouldBeProblem(403, "host-not-allowed");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:8081")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8:1")]
    [InlineData("[::1]:8081")]
    public async Task Names_of_this_machine_are_fine(string host)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        (await admin.GetAsync("/api/v1/services", ("Host", host))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Origin", "http://localhost:3000")]
    [InlineData("Origin", "null")]
    public async Task Pages_of_other_origins_change_nothing(string name, string value)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        (await admin.PostAsync(Shop.Path + "/rollback", null, (name, value))).ShouldBeProblem(403, "cross-site");
        (await admin.PutAsync(Shop.Path, Shop.Json, (name, value))).ShouldBeProblem(403, "cross-site");
        (await admin.DeleteAsync(Shop.Path, (name, value))).ShouldBeProblem(403, "cross-site");
        (await admin.GetAsync(Shop.Path, (name, value))).ETag.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task Pages_of_the_listener_itself_may_change_things()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var origin = admin.Address.GetLeftPart(UriPartial.Authority);
        (await admin.PutAsync(Shop.Path, Shop.Json, ("Origin", origin), ("Sec-Fetch-Site", "same-origin"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task No_answer_invites_other_origins()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var preflight = await admin.SendAsync(HttpMethod.Options, Shop.Path, headers: [("Origin", "https://evil.example.com"), ("Access-Control-Request-Method", "PUT")]);
        preflight.Status.ShouldBe(405);
        preflight.Headers.Keys.ShouldAllBe(name => !name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_health_check_by_HTTP_1_0_without_a_host_is_answered()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        (await RawBackend.AskAsync(admin.Address, "GET /readyz HTTP/1.0\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task With_keys_the_listener_answers_to_any_name()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        using var oper = admin.NewClient("otto");

        (await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: oper, headers: [("Host", "canary.example.com"), ("Origin", "https://console.example.com")])).Status.ShouldBe(201);
    }
}
