using Canary.Gateway.Admin.Oidc;
using Canary.TestKit;
using Canary.TestKit.Oidc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Admin.Oidc;

/// <summary>How often a provider is asked, counted at one that is made up.</summary>
public sealed class IdentityProviderTests : IAsyncLifetime
{
    private readonly SteppedTime _time = new();
    private readonly ProviderKey _key = new("key-1");
    private readonly WebApplication _server;
    private string _metadata = "";
    private int _asked;

    public IdentityProviderTests()
    {
        _server = WebApplication.CreateSlimBuilder().Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.MapGet("/.well-known/openid-configuration", (HttpContext context) =>
        {
            Interlocked.Increment(ref _asked);
            return Results.Content(_metadata, "application/json");
        });
        _server.MapGet("/jwks", () => Results.Content($$"""{ "keys": [{{_key.ToJwk().ToJsonString()}}, { "kty": "oct", "kid": "shared", "k": "AAAA" }] }"""));
    }

    private string Issuer => _server.Urls.First();

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _metadata = $$"""{ "issuer": "{{Issuer}}", "jwks_uri": "{{Issuer}}/jwks" }""";
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task GetAsync_of_many_at_once_asks_once()
    {
        using var client = new ProviderClient();
        var provider = Create(client);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => provider.GetAsync("key-1", default)));
        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task GetAsync_with_made_up_keys_asks_once_in_ten_seconds()
    {
        using var client = new ProviderClient();
        var provider = Create(client);
        await provider.GetAsync("key-1", default);

        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 20; i++)
            {
                (await provider.GetAsync($"made-up-{second}-{i}", default)).HasKey("key-1").ShouldBeTrue();
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _asked.ShouldBe(6);
    }

    [Fact]
    public async Task GetAsync_of_known_keys_asks_again_only_after_the_refresh_interval()
    {
        using var client = new ProviderClient();
        var provider = Create(client);
        for (var minute = 0; minute < 30; minute++)
        {
            await provider.GetAsync("key-1", default);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _asked.ShouldBe(3);
    }

    [Fact]
    public async Task GetAsync_takes_no_key_that_is_shared_instead_of_public()
    {
        using var client = new ProviderClient();

        (await Create(client).GetAsync(null, default)).Keys.Select(key => key.KeyId).ShouldBe(["key-1"]);
    }

    [Theory]
    [InlineData("not JSON", "something that is not JSON")]
    [InlineData("[]", "JSON that is no object")]
    [InlineData("""{ "issuer": "https://evil.example.com", "jwks_uri": "ISSUER/jwks" }""", "they must be the same")]
    [InlineData("""{ "issuer": "ISSUER", "issuer": "ISSUER", "jwks_uri": "ISSUER/jwks" }""", "something that is not JSON")]
    [InlineData("""{ "issuer": "ISSUER" }""", "names no jwks_uri")]
    [InlineData("""{ "issuer": "ISSUER", "jwks_uri": "http://10.0.0.1/jwks" }""", "it must be an https URL")]
    [InlineData("""{ "issuer": "ISSUER", "jwks_uri": "file:///etc/passwd" }""", "it must be an https URL")]
    [InlineData("""{ "issuer": "ISSUER", "jwks_uri": "ISSUER/nothing" }""", "answered 404")]
    [InlineData("""{ "issuer": "ISSUER", "jwks_uri": "ISSUER/jwks", "token_endpoint": "http://login.example.com/token" }""", "as token_endpoint")]
    [InlineData("""{ "issuer": "ISSUER", "jwks_uri": "ISSUER/jwks", "token_endpoint_auth_methods_supported": 7 }""", "can't be read")]
    public async Task GetAsync_of_metadata_that_is_wrong_says_how(string metadata, string says)
    {
        _metadata = metadata.Replace("ISSUER", Issuer, StringComparison.Ordinal);
        using var client = new ProviderClient();

        (await Should.ThrowAsync<ProviderException>(() => Create(client).GetAsync(null, default))).Message.ShouldContain(says);
    }

    private IdentityProvider Create(ProviderClient client)
    {
        var problems = new List<string>();
        var settings = OidcSettings.Read(new OidcOptions { Authority = Issuer, Audience = "canary", AllowHttp = true }, problems);
        problems.ShouldBeEmpty();
        return new IdentityProvider(settings!, client, _time, NullLogger<IdentityProvider>.Instance);
    }
}
