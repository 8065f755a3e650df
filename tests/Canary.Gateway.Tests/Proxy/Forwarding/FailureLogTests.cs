using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

/// <summary>What the log says of a variant that is down.</summary>
public sealed class FailureLogTests
{
    private const int Requests = 20;

    public static TheoryData<string> Methods => ["GET", "POST"];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_variant_that_is_down_is_one_line_in_ten_seconds_and_no_stack_trace(string method)
    {
        await using var stable = await StubBackend.StartAsync("stable");
        var time = new SteppedTime();
        await using var gateway = await GatewayUnderTest.StartAsync(time);
        await gateway.PutServiceAsync("shop", $$"""
            {"name": "shop", "variants": {"stable": {"destinations": ["{{stable.Address}}"] }, "canary": {"destinations": ["http://127.0.0.1:{{FreePort.Next()}}"]} },
             "weights": {"canary": 100}, "fallback": {"statuses": ["5xx"], "methods": ["GET", "POST"], "budget": 100} }
            """);

        await SendAsync(gateway, method);
        Lines(gateway).ShouldHaveSingleItem().ShouldContain("0 more of this kind were left out");

        time.Advance(TimeSpan.FromSeconds(11));
        await SendAsync(gateway, method);
        Lines(gateway).Count.ShouldBe(2);
        Lines(gateway)[1].ShouldContain($"{Requests - 1} more of this kind were left out");
        gateway.Log.Lines.ShouldNotContain(line => line.Contains("   at System.", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Lines(GatewayUnderTest gateway) => [.. gateway.Log.Lines.Where(line => line.Contains("was not forwarded", StringComparison.Ordinal))];

    private static async Task SendAsync(GatewayUnderTest gateway, string method)
    {
        for (var i = 0; i < Requests; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/x");
            request.Content = method == "POST" ? new StringContent("hello") : null;
            using var answer = await gateway.Proxy.SendAsync(request);
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }
    }
}
