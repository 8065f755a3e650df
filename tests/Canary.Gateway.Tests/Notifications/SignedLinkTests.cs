using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Canary.Gateway.Notifications.Links;
using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Notifications;

/// <summary>Signed links of notifications: a page that asks, and the post that acts, once.</summary>
public sealed class SignedLinkTests : IAsyncLifetime
{
    private const string Plan = """{"variant":"canary","steps":[{"weight":10,"gate":"manual"},{"weight":100,"hold":"10m"}]}""";

    private EventReceiver _receiver = null!;
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await EventReceiver.StartAsync();
        _gateway = await GatewayUnderTest.StartAsync(("Admin:PublicUrl", "https://canary.example.com/"));
        (await SendAsync(HttpMethod.Put, "/api/v1/sinks/hook", $$"""{"type":"webhook","url":"{{_receiver.Url}}"}""")).Status.ShouldBe(HttpStatusCode.Created);
        await _gateway.PutServiceAsync("shop", """{"match":{"hosts":["shop"]},"variants":{"stable":{"destinations":["http://127.0.0.1:9"]},"canary":{"destinations":["http://127.0.0.1:9"]}},"weights":{"stable":100,"canary":0}}""");
        (await SendAsync(HttpMethod.Post, "/api/v1/services/shop/rollout", Plan)).Status.ShouldBe(HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_link_asks_first_and_works_once()
    {
        var path = await LinkAsync("approve");
        var before = await PhaseAsync();

        using var page = await _gateway.Admin.GetAsync(path);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        page.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await page.Content.ReadAsStringAsync()).ShouldContain("<form method=\"post\">");
        (await PhaseAsync()).ShouldBe(before, "reading a link changes nothing");

        (await SendAsync(HttpMethod.Post, path)).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Post, path)).Status.ShouldBe(HttpStatusCode.Gone);
        (await SendAsync(HttpMethod.Get, path)).Status.ShouldBe(HttpStatusCode.Gone);
        await Eventually.TrueAsync(() => _receiver.Told.Any(told => told.Contains("rollout.approved", StringComparison.Ordinal)), "the approval is told");
    }

    [Fact]
    public async Task A_link_that_aborts_ends_the_rollout_and_the_other_link_is_used_up_with_it()
    {
        (await SendAsync(HttpMethod.Post, await LinkAsync("abort"))).Status.ShouldBe(HttpStatusCode.OK);
        (await PhaseAsync()).ShouldBe("Aborted");
        (await SendAsync(HttpMethod.Post, await LinkAsync("approve"))).Status.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_link_that_is_a_day_old_does_nothing()
    {
        var path = await LinkAsync("approve");
        var secret = (await _gateway.Services.Store.FindDocumentAsync(DocumentKinds.Secrets, "links", default)).ShouldNotBeNull();
        var key = Convert.FromBase64String(JsonDocument.Parse(secret.Json).RootElement.GetProperty("key").GetString()!);
        var token = LinkToken.Read(path["/links/".Length..], key).ShouldNotBeNull();
        var now = TimeProvider.System.GetUtcNow();
        DateTimeOffset.FromUnixTimeSeconds(token.Expires).ShouldBe(now.AddDays(1), TimeSpan.FromMinutes(10));
        var old = "/links/" + (token with { Expires = now.AddMinutes(-1).ToUnixTimeSeconds() }).Sign(key);

        (await SendAsync(HttpMethod.Get, old)).Status.ShouldBe(HttpStatusCode.Gone);
        (await SendAsync(HttpMethod.Post, old)).Status.ShouldBe(HttpStatusCode.Gone);
        (await PhaseAsync()).ShouldBe("Progressing");
        (await SendAsync(HttpMethod.Post, path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_link_that_was_tampered_with_does_nothing_and_guessing_is_slowed_down()
    {
        var path = await LinkAsync("abort");
        var dot = path.LastIndexOf('.');
        var other = path[..(dot + 1)] + (path[dot + 1] == 'A' ? 'B' : 'A') + path[(dot + 2)..];
        for (var i = 0; i < 20; i++)
        {
            (await SendAsync(HttpMethod.Post, other)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await SendAsync(HttpMethod.Post, other)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await PhaseAsync()).ShouldBe("Progressing");
        (await SendAsync(HttpMethod.Get, path)).Status.ShouldBe(HttpStatusCode.OK, "a valid link is not held up by that");
    }

    private async Task<string> LinkAsync(string action)
    {
        await Eventually.TrueAsync(() => _receiver.Told.Any(told => told.Contains("rollout.waiting", StringComparison.Ordinal)), "the receiver is told that the rollout waits");
        var links = JsonDocument.Parse(_receiver.Told.First(told => told.Contains("rollout.waiting", StringComparison.Ordinal))).RootElement.GetProperty("data").GetProperty("links");
        return Regex.Match(links.GetProperty(action).GetString()!, "^https://canary.example.com(/links/.+)$").Groups[1].Value;
    }

    private async Task<string> PhaseAsync() =>
        JsonDocument.Parse((await SendAsync(HttpMethod.Get, "/api/v1/services/shop/rollout")).Text).RootElement.GetProperty("phase").GetString()!;

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        using var answer = await _gateway.Admin.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
