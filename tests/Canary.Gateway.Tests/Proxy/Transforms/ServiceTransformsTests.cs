using System.Text.Json;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Transforms;

public sealed class ServiceTransformsTests
{
    [Theory]
    [InlineData("/shop/cart?a=1", "/cart?a=1", "PathRemovePrefix=/shop")]
    [InlineData("/cart?a=1", "/api/cart?a=1", "PathPrefix=/api")]
    [InlineData("/cart?a=1", "/other?a=1", "PathSet=/other")]
    [InlineData("/shop/cart", "/v2/cart", "PathRemovePrefix=/shop", "PathPrefix=/v2")]
    [InlineData("/cart?a=1", "/cart?a=1&b=2%203", "QueryValueParameter=b;Append=2 3")]
    [InlineData("/cart?a=1&b=2", "/cart?b=2", "QueryRemoveParameter=a")]
    [InlineData("/a%2Fb%20c?x=%2F", "/a%2Fb%20c?x=%2F", "RequestHeader=X-A;Set=1")]
    [InlineData("/shop/a%2Fb%20c?x=%2F", "/a%2Fb%20c?x=%2F", "PathRemovePrefix=/shop")]
    [InlineData("/shop/a%252Fb", "/v2%20b/a%252Fb", "PathRemovePrefix=/shop", "PathPrefix=/v2 b")]
    [InlineData("/a%2Fb", "/a%2Fb?c=1", "QueryValueParameter=c;Set=1")]
    [InlineData("/any", "/x%25y%20z", "PathSet=/x%y z")]
    public async Task Path_and_query_change_as_transforms_say(string sent, string received, params string[] transforms)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend, transforms);

        await proxy.Client.GetStringAsync(sent);
        backend.LatestTarget.ShouldBe(received);
    }

    [Fact]
    public async Task Headers_change_as_transforms_say()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        backend.ResponseHeaders["X-Secret"] = "s";
        backend.ResponseHeaders["X-Kept"] = "k";
        await using var proxy = await StartAsync(
            backend, "RequestHeader=X-Set;Set=set", "RequestHeader=X-Both;Append=added", "RequestHeaderRemove=X-Gone",
            "ResponseHeader=X-Frame-Options;Set=DENY;When=Always", "ResponseHeader=X-Kept;Append=k2", "ResponseHeaderRemove=X-Secret", "ResponseHeader=X-Failed;Set=1;When=Failure");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/echo");
        request.Headers.Add("X-Set", "client");
        request.Headers.Add("X-Both", "client");
        request.Headers.Add("X-Gone", "client");
        using var answer = await proxy.Client.SendAsync(request);
        using var echo = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var headers = echo.RootElement.GetProperty("headers");
        headers.GetProperty("x-set").GetString().ShouldBe("set");
        headers.GetProperty("x-both").GetString().ShouldBeOneOf("client,added", "client, added");
        headers.TryGetProperty("x-gone", out _).ShouldBeFalse();
        headers.GetProperty("x-canary-variant").GetString().ShouldBe("stable");
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        answer.Headers.GetValues("X-Kept").ShouldBe(["k", "k2"]);
        answer.Headers.Contains("X-Secret").ShouldBeFalse();
        answer.Headers.Contains("X-Failed").ShouldBeFalse();
        answer.Headers.GetValues("X-Canary-Variant").ShouldBe(["stable"]);
    }

    [Fact]
    public async Task A_transform_that_the_proxy_does_not_know_changes_nothing()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend, "PathPrefix=/api");
        var error = await Should.ThrowAsync<InvalidOperationException>(() => proxy.ApplyAsync(Changed(backend, "PathPrefix=/v2", "Nonsense=1")));
        error.Message.ShouldContain("'shop': transforms[1]");
        await proxy.Client.GetStringAsync("/cart");
        backend.LatestTarget.ShouldBe("/api/cart");
    }

    private static async Task<ProxyUnderTest> StartAsync(StubBackend backend, params string[] transforms)
    {
        var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(Changed(backend, transforms));
        return proxy;
    }

    private static ServiceConfig Changed(StubBackend backend, params string[] transforms) => TestServices.Single(backend) with
    {
        Traffic = new TrafficConfig { Transforms = new([.. transforms.Select(Parse)]) },
    };

    private static TransformConfig Parse(string text) =>
        new(new(text.Split(';').Select(field => KeyValuePair.Create(field[..field.IndexOf('=', StringComparison.Ordinal)], field[(field.IndexOf('=', StringComparison.Ordinal) + 1)..]))));
}
