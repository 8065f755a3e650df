using System.Net;
using Canary.Gateway.Admin.Oidc;
using Canary.TestKit;
using Canary.TestKit.Oidc;

namespace Canary.Gateway.Tests.Admin.Oidc;

/// <summary>Access tokens beside API keys, with a real provider.</summary>
public sealed class BearerTokenTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private readonly OidcProvider _provider = fixture.Provider;

    [Theory]
    [InlineData("viewer", 200, 403, 403)]
    [InlineData("operator", 200, 201, 403)]
    [InlineData("admin", 200, 201, 200)]
    [InlineData("nobody", 403, 403, 403)]
    public async Task A_token_of_the_provider_gives_the_role_that_its_claim_says(string name, int read, int write, int recover)
    {
        await using var admin = await StartAsync();
        var token = await _provider.TokenAsync(name);

        (await SendAsync(admin, HttpMethod.Get, "/api/v1/services", token)).Status.ShouldBe(read);
        (await SendAsync(admin, HttpMethod.Put, Shop.Path, token, Shop.Json)).Status.ShouldBe(write);
        (await SendAsync(admin, HttpMethod.Post, "/api/v1/store/recover", token, """{ "from": "store" }""")).Status.ShouldBe(recover);
    }

    [Fact]
    public async Task History_and_audit_have_a_stable_name_and_never_the_token()
    {
        await using var admin = await StartAsync();
        var token = await _provider.TokenAsync("operator");

        (await SendAsync(admin, HttpMethod.Put, Shop.Path, token, Shop.Json)).Status.ShouldBe(201);
        (await SendAsync(admin, HttpMethod.Delete, "/api/v1/sinks/s", token)).Status.ShouldBe(403);
        (await SendAsync(admin, HttpMethod.Put, Shop.Path, token[..^4] + "AAAA", Shop.Json)).Status.ShouldBe(401);

        (await SendAsync(admin, HttpMethod.Get, "/api/v1/caller", token)).Text.ShouldBe("""{"name":"oidc:operator","role":"operator","knownBy":"token"}""");
        (await SendAsync(admin, HttpMethod.Get, Shop.Path + "/history", token)).Json.GetProperty("items")[0].GetProperty("actor").GetString().ShouldBe("oidc:operator");
        Reply audit = null!;
        await Eventually.TrueAsync(
            async () => (audit = await SendAsync(admin, HttpMethod.Get, "/api/v1/audit", token)).Json.GetProperty("items").GetArrayLength() == 3, "three audit entries");
        audit.Json.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("actor").GetString(), item.GetProperty("status").GetInt32()))
            .ShouldBe([("unknown", 401), ("oidc:operator", 403), ("oidc:operator", 200)]);
        foreach (var part in token.Split('.'))
        {
            audit.Text.ShouldNotContain(part);
            string.Join('\n', admin.Log.Lines).ShouldNotContain(part);
        }
    }

    [Fact]
    public async Task A_token_that_is_wrong_in_any_way_is_refused_with_the_reason()
    {
        await using var admin = await StartAsync();
        using var otherKey = new ProviderKey(_provider.Key.Id);
        using var unknownKey = new ProviderKey("never-published");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var key = _provider.Key;
        string Signed(string claim, object? value) => key.Sign(With(claim, value));

        var cases = new (string What, string Token, string Why)[]
        {
            ("expired", Signed("exp", now - 60), "expired"),
            ("expired a moment ago, beyond the skew", Signed("exp", now - 31), "expired"),
            ("without an end", Signed("exp", null), "no end"),
            ("with an end that is a text", Signed("exp", (now + 600).ToString(System.Globalization.CultureInfo.InvariantCulture)), ""),
            ("not valid yet", Signed("nbf", now + 60), "not valid yet"),
            ("for another audience", Signed("aud", "urn:other"), "another audience"),
            ("for no audience", Signed("aud", null), "another audience"),
            ("for the client that logs in", Signed("aud", OidcProvider.ClientId), "another audience"),
            ("of another issuer", Signed("iss", "http://127.0.0.1:1"), "another issuer"),
            ("of no issuer", Signed("iss", null), "another issuer"),
            ("unsigned", key.Unsigned(_provider.Claims("admin")), "algorithm"),
            ("unsigned, in other letters", key.Sign(_provider.Claims("admin"), ("alg", "NONE")), "algorithm"),
            ("signed by HS256 with the public key", key.SignByPublicKey(_provider.Claims("admin")), "algorithm"),
            ("of another key of the same name", otherKey.Sign(_provider.Claims("admin")), "signature"),
            ("of a key that is not published", unknownKey.Sign(_provider.Claims("admin")), "does not publish"),
            ("of another key, without a name", otherKey.Sign(_provider.Claims("admin"), ("kid", "")), "signature"),
            ("of a key that it brings itself", otherKey.Sign(_provider.Claims("admin"), ("jwk", otherKey.ToJwk())), "signature"),
            ("of a key at an address that it names", otherKey.Sign(_provider.Claims("admin"), ("jku", "http://127.0.0.1:1/keys"), ("x5u", "http://127.0.0.1:1/key")), "signature"),
            ("signed by one algorithm, named another", key.Sign(_provider.Claims("admin"), ("alg", "ES256")), "signature"),
            ("with a changed payload", Tampered(key.Sign(_provider.Claims("viewer")), "viewer", "admin"), "signature"),
            ("without its signature", key.Sign(_provider.Claims("admin")).Split('.') is [var h, var p, _] ? $"{h}.{p}." : "", "signature"),
            ("with extensions", key.Sign(_provider.Claims("admin"), ("crit", new[] { "exp" })), "crit"),
            ("for a log-out", key.Sign(_provider.Claims("admin"), ("typ", "logout+jwt")), "type"),
            ("with a name that is none", Signed("sub", "a\nb"), "claim 'sub'"),
            ("with no name", Signed("sub", null), "claim 'sub'"),
            ("not JSON", "e30.bm90IEpTT04.AAAA", ""),
            ("too long", Signed("pad", new string('x', TokenCheck.MaxLength)), "wrong"),
            ("encrypted", "e30.e30.e30.e30.e30", "wrong"),
        };
        var from = 0;
        foreach (var (what, token, why) in cases)
        {
            // Each from an address of its own, so that none is refused for those before it.
            using var client = ClientFrom(admin, $"127.0.1.{++from}");
            var reply = await SendAsync(admin, HttpMethod.Get, "/api/v1/services", token, client: client);
            reply.Status.ShouldBe(401, what);
            reply.ShouldBeProblem(401, "unauthenticated");
            reply.Json.GetProperty("detail").GetString()!.ShouldContain(why, Case.Sensitive, what);
        }
    }

    [Fact]
    public async Task Tokens_that_are_good_in_less_usual_ways_are_taken()
    {
        await using var admin = await StartAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var key = _provider.Key;

        foreach (var token in new[]
        {
            key.Sign(With("aud", new[] { "urn:other", OidcProvider.Audience })),
            key.Sign(With("exp", now - 20)),
            key.Sign(With("nbf", now + 20)),
            key.Sign(_provider.Claims("viewer"), ("typ", "JWT")),
            key.Sign(_provider.Claims("viewer"), ("kid", "")),
            key.SignPss(_provider.Claims("viewer")),
        })
        {
            (await SendAsync(admin, HttpMethod.Get, "/api/v1/services", token)).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task Wrong_tokens_are_slowed_down_and_right_ones_never_and_the_audit_says_that_there_were_more()
    {
        await using var admin = await StartAsync();
        var (right, wrong) = (await _provider.TokenAsync("operator"), _provider.Key.Sign(With("aud", "urn:other")));

        var statuses = new List<int>();
        for (var i = 0; i < 24; i++)
        {
            statuses.Add((await SendAsync(admin, HttpMethod.Get, "/api/v1/services", wrong)).Status);
        }

        statuses.ShouldBe([.. Enumerable.Repeat(401, 20), .. Enumerable.Repeat(429, 4)]);
        (await SendAsync(admin, HttpMethod.Get, "/api/v1/services", right)).Status.ShouldBe(200);
        List<int> audited = [];
        await Eventually.TrueAsync(
            async () => (audited = [.. (await SendAsync(admin, HttpMethod.Get, "/api/v1/audit", right)).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetInt32())]).Count >= 21,
            "21 audit entries");
        audited.ShouldBe([429, .. Enumerable.Repeat(401, 20)]);
        admin.Log.Lines.Count(line => line.Contains("wrong credentials more than 20 times")).ShouldBe(1);
    }

    [Fact]
    public async Task Without_an_audience_no_token_is_taken()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles(), configure: options =>
        {
            options.TrustWithLogin(_provider);
            options.Oidc.Audience = null;
        });

        var reply = await SendAsync(admin, HttpMethod.Get, "/api/v1/services", await _provider.TokenAsync("admin"));
        reply.ShouldBeProblem(401, "unauthenticated");
        reply.Json.GetProperty("detail").GetString()!.ShouldContain("Canary:Admin:Oidc:Audience");
    }

    [Fact]
    public async Task A_stream_of_events_ends_when_the_token_does()
    {
        await using var admin = await AdminUnderTest.StartAsync(configure: options =>
        {
            options.Trust(_provider);
            options.Oidc.ClockSkew = TimeSpan.Zero;
        });

        // On a machine that is so busy that the token is over before it arrives, the next one lasts longer.
        for (var seconds = 2; seconds <= 64; seconds *= 2)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
            request.Headers.Authorization = new("Bearer", _provider.Key.Sign(With("exp", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds)));
            using var answer = await admin.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (answer.IsSuccessStatusCode)
            {
                await answer.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromMinutes(2));
                return;
            }
        }

        throw new InvalidOperationException("No token was good for long enough.");
    }

    private static string Tampered(string token, string from, string to)
    {
        var parts = token.Split('.');
        var payload = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace(from, to, StringComparison.Ordinal);
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(payload))}.{parts[2]}";
    }

    private static HttpClient ClientFrom(AdminUnderTest admin, string address) => new(LocalAddress.Handler(IPAddress.Parse(address))) { BaseAddress = admin.Address };

    private static Task<Reply> SendAsync(AdminUnderTest admin, HttpMethod method, string path, string token, string? body = null, HttpClient? client = null) =>
        admin.SendAsync(method, path, body, client: client, headers: ("Authorization", "Bearer " + token));

    private Task<AdminUnderTest> StartAsync() => AdminUnderTest.StartAsync(AdminUnderTest.AllRoles(), configure: options => options.Trust(_provider));

    private Dictionary<string, object> With(string claim, object? value)
    {
        var claims = _provider.Claims("viewer");
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = value;
        }

        return claims;
    }
}
