using Canary.Gateway.Discovery;
using static Canary.Gateway.Tests.Discovery.Nacos.NacosConversation;

namespace Canary.Gateway.Tests.Discovery.Nacos;

/// <summary>How Nacos is logged in to, in conversations as its documentation describes them.</summary>
public sealed class NacosLoginTests
{
    [Fact]
    public async Task Logins_are_renewed_before_they_end()
    {
        await using var nacos = await BeginAsync(username: "ga te");
        nacos.Server.Answers(200, """{"accessToken":"t1","tokenTtl":11,"globalAdmin":true,"username":"gate"}""");
        nacos.Answers(Instance("10.0.0.1"));
        await nacos.NextAsync();
        var login = await nacos.Server.AskedAsync();
        (login.Method, login.Target, login.Body).ShouldBe(("POST", "/nacos/v3/auth/user/login", "username=ga+te&password=p%26ss"));
        var question = await nacos.Server.AskedAsync();
        (question.Headers["Authorization"], question.Headers["accessToken"]).ShouldBe(("Bearer t1", "t1"));

        nacos.Answers(Instance("10.0.0.1"));
        await nacos.NextAfterAsync(5);
        (await nacos.Server.AskedAsync()).Headers["accessToken"].ShouldBe("t1");

        nacos.Server.Answers(200, """{"accessToken":"t2","tokenTtl":18000}""");
        nacos.Answers(Instance("10.0.0.1"));
        await nacos.NextAfterAsync(5);
        (await nacos.Server.AskedAsync()).Target.ShouldEndWith("/login");
        (await nacos.Server.AskedAsync()).Headers["accessToken"].ShouldBe("t2");
    }

    [Fact]
    public async Task Old_servers_are_logged_in_to_at_the_old_place()
    {
        await using var nacos = await BeginAsync(username: "gate");
        nacos.Server.Answers(405, "");
        nacos.Server.Answers(200, """{"accessToken":"t1","tokenTtl":18000,"globalAdmin":true}""");
        nacos.Answers(Instance("10.0.0.1"));
        (await nacos.NextAsync()).Count.ShouldBe(1);
        await nacos.Server.AskedAsync();
        (await nacos.Server.AskedAsync()).Target.ShouldBe("/nacos/v1/auth/login");
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_at_once_and_a_second_refusal_is_a_failure()
    {
        await using var nacos = await BeginAsync(username: "gate");
        nacos.Server.Answers(200, """{"accessToken":"t1","tokenTtl":18000}""");
        nacos.Server.Answers(403, "token invalid!");
        nacos.Server.Answers(200, """{"accessToken":"t2","tokenTtl":18000}""");
        nacos.Answers(Instance("10.0.0.1"));
        (await nacos.NextAsync()).Count.ShouldBe(1);

        nacos.Server.Answers(403, "authorization failed!");
        nacos.Server.Answers(200, """{"accessToken":"t3","tokenTtl":18000}""");
        nacos.Server.Answers(403, "authorization failed!");
        (await Should.ThrowAsync<DiscoveryException>(() => nacos.NextAfterAsync(5))).Message.ShouldEndWith("answered a question for service 'shop' with 403 and 'authorization failed!'.");
    }

    [Theory]
    [InlineData(403, "unknown user!", "answered a login with 403 and 'unknown user!'.")]
    [InlineData(200, """{"accessToken":null,"tokenTtl":18000}""", "answered with what cannot be read, at '$.accessToken'.")]
    [InlineData(200, "{}", "answered with what cannot be read, at '$'.")]
    public async Task A_login_that_fails_is_a_failure_without_the_password(int status, string body, string message)
    {
        await using var nacos = await BeginAsync(username: "gate");
        nacos.Server.Answers(status, body);
        var failure = await Should.ThrowAsync<DiscoveryException>(nacos.NextAsync);
        failure.Message.ShouldEndWith(message);
        failure.ToString().ShouldNotContain("p&ss");
    }
}
