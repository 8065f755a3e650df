using Canary.TestKit;
using Canary.TestKit.Oidc;

namespace Canary.Gateway.Tests.Admin.Oidc;

/// <summary>A real provider that changes its keys, or is away.</summary>
public sealed class ProviderOutageTests
{
    private static readonly TimeSpan Unread = TimeSpan.FromSeconds(11);

    private readonly ShiftedTime _time = new();

    [Fact]
    public async Task A_new_key_is_taken_at_once_and_a_removed_one_refused_from_then_on()
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var admin = await StartAsync(provider);
        using var second = new ProviderKey("key-2");
        var old = await provider.TokenAsync("viewer");
        (await GetAsync(admin, old)).Status.ShouldBe(200);

        await provider.RotateAsync(second);
        (await GetAsync(admin, old)).Status.ShouldBe(200);
        _time.Advance(Unread);
        (await GetAsync(admin, await provider.TokenAsync("viewer"))).Status.ShouldBe(200);

        var refused = await GetAsync(admin, old);
        refused.ShouldBeProblem(401, "unauthenticated");
        refused.Json.GetProperty("detail").GetString()!.ShouldContain("a key that the provider does not publish");
    }

    [Fact]
    public async Task A_removed_key_is_refused_after_the_refresh_interval_though_no_new_one_was_seen()
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var admin = await StartAsync(provider);
        using var second = new ProviderKey("key-2");
        var old = provider.Key.Sign(Lasting(provider));
        (await GetAsync(admin, old)).Status.ShouldBe(200);

        await provider.RotateAsync(second);
        _time.Advance(TimeSpan.FromMinutes(9));
        (await GetAsync(admin, old)).Status.ShouldBe(200);
        _time.Advance(TimeSpan.FromMinutes(2));
        (await GetAsync(admin, old)).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_provider_that_is_down_at_start_costs_only_tokens_and_works_when_it_comes()
    {
        await using var provider = OidcProvider.NotStarted();
        await using var admin = await StartAsync(provider);
        using var oper = admin.NewClient("otto");
        var token = provider.Key.Sign(provider.Claims("operator"));

        (await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: oper)).Status.ShouldBe(201);
        var away = await GetAsync(admin, token);
        away.ShouldBeProblem(503, "identity-provider-unavailable");
        away.Json.GetProperty("detail").GetString()!.ShouldContain(provider.Issuer);
        away.Headers["Retry-After"].ShouldBe("5");
        (await GetAsync(admin, provider.Key.Unsigned(provider.Claims("operator")))).ShouldBeProblem(401, "unauthenticated");
        (await admin.GetAsync("/readyz")).Status.ShouldBe(200);
        admin.Log.Lines.ShouldContain(line => line.StartsWith("Warning") && line.Contains("The identity provider can't be read, API keys work all the same"));

        await provider.RunAsync();
        _time.Advance(Unread);
        (await GetAsync(admin, token)).Status.ShouldBe(200);
        admin.Log.Lines.ShouldContain(line => line.Contains($"The identity provider {provider.Issuer} answers"));
    }

    [Fact]
    public async Task While_the_provider_is_away_its_known_keys_are_good_for_a_day_and_unknown_ones_are_not_judged()
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var admin = await StartAsync(provider);
        using var viewer = admin.NewClient("vera");
        using var second = new ProviderKey("key-2");
        var token = provider.Key.Sign(Lasting(provider));
        (await GetAsync(admin, token)).Status.ShouldBe(200);

        await provider.StopAsync();
        _time.Advance(TimeSpan.FromHours(23));
        (await GetAsync(admin, token)).Status.ShouldBe(200);
        _time.Advance(Unread);
        (await GetAsync(admin, second.Sign(Lasting(provider)))).ShouldBeProblem(503, "identity-provider-unavailable");
        _time.Advance(TimeSpan.FromHours(1));
        (await GetAsync(admin, token)).ShouldBeProblem(503, "identity-provider-unavailable");
        (await admin.SendAsync(HttpMethod.Get, "/api/v1/services", client: viewer)).Status.ShouldBe(200);
        admin.Log.Lines.Count(line => line.Contains("can't be read")).ShouldBe(1);
    }

    private static Dictionary<string, object> Lasting(OidcProvider provider)
    {
        var claims = provider.Claims("viewer");
        claims["exp"] = TimeProvider.System.GetUtcNow().AddDays(3).ToUnixTimeSeconds();
        return claims;
    }

    private static Task<Reply> GetAsync(AdminUnderTest admin, string token) => admin.GetAsync("/api/v1/services", ("Authorization", "Bearer " + token));

    private Task<AdminUnderTest> StartAsync(OidcProvider provider) =>
        AdminUnderTest.StartAsync(AdminUnderTest.AllRoles(), configure: options => options.Trust(provider), time: _time);
}
