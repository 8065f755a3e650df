using Canary.Gateway.Discovery;
using Canary.TestKit;
using static Canary.Gateway.Tests.Discovery.Nacos.NacosConversation;

namespace Canary.Gateway.Tests.Discovery.Nacos;

/// <summary>What happens where Nacos answers as it should not, in conversations as its documentation describes them.</summary>
public sealed class NacosFailureTests
{
    [Fact]
    public async Task A_server_without_any_of_the_APIs_is_a_failure()
    {
        await using var nacos = await BeginAsync();
        nacos.Server.Answers(404, "");
        nacos.Server.Answers(405, "");
        nacos.Server.Answers(410, "");
        (await Should.ThrowAsync<DiscoveryException>(nacos.NextAsync)).Message.ShouldEndWith(" knows none of the APIs v3, v2 and v1.");
    }

    [Fact]
    public async Task A_server_that_restarts_is_asked_at_once_by_whoever_asks_again()
    {
        await using var nacos = await BeginAsync();
        nacos.Answers(Instance("10.0.0.1"));
        await nacos.NextAsync();
        await nacos.Server.DisposeAsync();
        (await Should.ThrowAsync<DiscoveryException>(() => nacos.NextAfterAsync(5))).Message.ShouldStartWith($"Nacos at {nacos.Server.Address.GetLeftPart(UriPartial.Authority)} does not answer: ");

        nacos.Server = await ScriptedServer.StartAsync(nacos.Server.Port);
        nacos.Answers(Instance("10.0.0.2"));
        Addresses(await nacos.NextAsync()).ShouldBe("http://10.0.0.2:8080");
    }

    [Theory]
    [InlineData(500, "caused: boom")]
    [InlineData(403, "forbidden")]
    [InlineData(302, "")]
    [InlineData(200, """{"code":10001,"message":"access denied","data":null}""")]
    [InlineData(200, """{"code":500,"message":"boom"}""")]
    [InlineData(200, """{"code":30001,"message":"boom","data":[]}""")]
    [InlineData(200, """{"code":0,"message":"success","data":null}""")]
    [InlineData(200, """{"code":0,"message":"success"}""")]
    [InlineData(200, """{"code":0,"data":[null]}""")]
    [InlineData(200, """{"code":0,"data":{}}""")]
    [InlineData(200, """{"code":0,"data":[{"ip":"10.0.0.1"}]}""")]
    [InlineData(200, """{"code":0,"data":[{"ip":"10.0.0.1","port":"8080"}]}""")]
    [InlineData(200, """{"code":0,"data":[{"ip":"10.0.0.1","port":70000}]}""")]
    [InlineData(200, """{"code":0,"data":[{"ip":"10.0.0.1","port":80""")]
    [InlineData(200, "")]
    public async Task Failures_and_malformed_answers_are_never_an_empty_list(int status, string body)
    {
        await using var nacos = await BeginAsync();
        nacos.Server.Answers(status, body, ("Location", "http://127.0.0.1:1/"));
        (await Should.ThrowAsync<DiscoveryException>(nacos.NextAsync)).Message.ShouldContain(" answered ");
    }

    [Fact]
    public async Task Slow_and_endless_answers_are_failures()
    {
        await using var nacos = await BeginAsync();
        var next = nacos.NextAsync();
        await nacos.Server.AskedAsync();
        nacos.Time.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<DiscoveryException>(next)).Message.ShouldEndWith("did not answer within 10s.");

        await nacos.Server.GivenUpAsync();
        nacos.Server.Answers(async context =>
        {
            while (true)
            {
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
            }
        });
        (await Should.ThrowAsync<DiscoveryException>(nacos.NextAsync)).Message.ShouldEndWith("answered with more than 16777216 bytes.");
    }
}
