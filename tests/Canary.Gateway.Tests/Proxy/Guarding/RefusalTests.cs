using Canary.Gateway.Tests.Proxy.Forwarding;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Guarding;

public sealed class RefusalTests
{
    private const string NoChunks = "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";

    // What a client that keeps its connection would like to have read as a further request.
    private const string Further = "GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("POST / HTTP/1.0\r\nHost: shop\r\nConnection: keep-alive\r\n" + NoChunks, "HTTP/1.1 400 ")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 501 ")]
    [InlineData("OPTIONS * HTTP/1.0\r\nHost: shop\r\nConnection: keep-alive\r\n" + NoChunks, "HTTP/1.1 400 ")]
    public async Task What_may_be_read_in_two_ways_is_the_last_on_its_connection(string request, string wanted)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        var answers = await RawBackend.AskAsync(proxy.Url, request + Further);
        answers.ShouldStartWith(wanted);
        answers.ShouldNotContain("HTTP/1.1 200");
        backend.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_question_about_the_gateway_is_answered_and_the_connection_stays()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        var answers = await RawBackend.AskAsync(proxy.Url, "OPTIONS * HTTP/1.1\r\nHost: shop\r\n\r\n" + Further);
        answers.ShouldStartWith("HTTP/1.1 204 ");
        answers.ShouldContain("HTTP/1.1 200 ");
    }
}
