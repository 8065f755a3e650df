using Canary.Gateway.Discovery;
using Canary.TestKit;
using static Canary.Gateway.Tests.Discovery.Consul.ConsulConversation;

namespace Canary.Gateway.Tests.Discovery.Consul;

/// <summary>What happens where Consul answers as it should not, in conversations as its documentation describes them.</summary>
public sealed class ConsulFailureTests
{
    [Fact]
    public async Task A_restarted_server_with_a_lower_index_is_asked_from_the_beginning()
    {
        await using var consul = await BeginAsync();
        consul.Answers(900, Instance("10.0.0.1"));
        await consul.NextAsync();
        await consul.Server.DisposeAsync();
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldStartWith($"Consul at {consul.Server.Address.GetLeftPart(UriPartial.Authority)} does not answer: ");

        consul.Server = await ScriptedServer.StartAsync(consul.Server.Port);
        consul.Answers(5, Instance("10.0.0.3"));
        (await consul.NextAddressesAsync()).ShouldBe("http://10.0.0.3:8080");
        (await consul.Server.AskedAsync()).Target.ShouldNotContain("index");
    }

    [Theory]
    [InlineData(500, "No cluster leader", "answered a question for service 'shop' with 500 and 'No cluster leader'.")]
    [InlineData(403, "Permission denied: token lacks permission 'service:read'", "answered a question for service 'shop' with 403 and 'Permission denied: token lacks permission 'service:read''.")]
    [InlineData(301, "", "answered a question for service 'shop' with 301.")]
    public async Task Other_statuses_are_failures_and_the_next_question_begins_anew(int status, string body, string message)
    {
        await using var consul = await BeginAsync();
        consul.Answers(7, Instance("10.0.0.1"));
        await consul.NextAsync();
        consul.Server.Answers(status, body, ("Location", "http://127.0.0.1:1/"));
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldEndWith(message);
        consul.Answers(8, Instance("10.0.0.1"));
        (await consul.NextAsync()).Count.ShouldBe(1);
        await consul.Server.AskedAsync();
        await consul.Server.AskedAsync();
        (await consul.Server.AskedAsync()).Target.ShouldNotContain("index");
    }

    [Theory]
    [InlineData("""[{"Node":{"Address":"10.9.0.1"},"Service":{"Addr""")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("{}")]
    [InlineData("""[{"Node":{"Address":"10.9.0.1"}}]""")]
    [InlineData("""[{"Node":{"Address":"10.9.0.1"},"Service":{"Port":"8080"}}]""")]
    [InlineData("""[{"Node":{"Address":"10.9.0.1"},"Service":{"Port":0}}]""")]
    [InlineData("""[{"Node":{"Address":"evil/?x"},"Service":{"Port":80}}]""")]
    [InlineData("<html>502</html>")]
    [InlineData("")]
    public async Task Malformed_answers_are_failures_and_never_an_empty_list(string body)
    {
        await using var consul = await BeginAsync();
        consul.Server.Answers(200, body, ("X-Consul-Index", "7"));
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldContain("answered with what cannot be ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999")]
    public async Task An_answer_without_an_index_is_a_failure(string index)
    {
        await using var consul = await BeginAsync();
        consul.Server.Answers(200, "[]", ("X-Consul-Index", index));
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldEndWith("answered without a number in X-Consul-Index.");
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_a_failure()
    {
        await using var consul = await BeginAsync();
        var spaces = new byte[1024 * 1024];
        spaces.AsSpan().Fill((byte)' ');
        consul.Server.Answers(async context =>
        {
            for (var i = 0; i < 17; i++)
            {
                await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
            }
        });
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldEndWith("answered with more than 16777216 bytes.");
    }

    [Fact]
    public async Task A_slow_answer_is_a_failure_and_a_caller_may_stop_waiting()
    {
        await using var consul = await BeginAsync();
        var next = consul.NextAsync();
        await consul.Server.AskedAsync();
        consul.Time.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<DiscoveryException>(next)).Message.ShouldEndWith("did not answer within 10s.");

        using var stop = new CancellationTokenSource();
        var another = consul.Watch.NextAsync(stop.Token);
        await consul.Server.AskedAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(another);
    }
}
