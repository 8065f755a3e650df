using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Canary.Gateway.Admin.Oidc;

namespace Canary.Gateway.Admin.Login;

/// <summary>Changes the code that a browser brings for the claims of whoever logged in, with the provider itself.</summary>
internal sealed class CodeExchange(LoginSettings login, IdentityProvider provider, ProviderClient client, TokenCheck check) : IDisposable
{
    // Anyone can begin a login and bring a made-up code: so many at a time are asked for, and the others wait.
    private const int AtOnce = 8;

    private readonly SemaphoreSlim _slots = new(AtOnce);

    /// <summary>The claims of whoever logged in.</summary>
    /// <param name="code">What the browser brought.</param>
    /// <param name="redirectUri">Where it brought it to.</param>
    /// <param name="attempt">The login that it is for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProviderException">The provider does not answer, refuses the code, or answers something that is not for this login.</exception>
    public async Task<JsonElement> ClaimsOfAsync(string code, string redirectUri, LoginAttempt attempt, CancellationToken cancellation)
    {
        await _slots.WaitAsync(cancellation);
        try
        {
            var seen = await provider.GetAsync(null, cancellation);
            var tokens = await ExchangeAsync(seen, code, redirectUri, attempt, cancellation);
            var claims = await CheckAsync(TextOf(tokens, "id_token") ?? throw new ProviderException("The provider sent no ID token"), attempt, cancellation);
            return provider.Settings.Claims.HasRolesIn(claims) || seen.UserInfo is null || TextOf(tokens, "access_token") is not { } access
                ? claims
                : await AskAsync(seen.UserInfo, access, claims, cancellation);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private Task<JsonElement> ExchangeAsync(ProviderSnapshot seen, string code, string redirectUri, LoginAttempt attempt, CancellationToken cancellation)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["code_verifier"] = attempt.Verifier,
        };
        string? basic = null;
        if (login.ClientSecret is { } secret && seen.TakesBasic)
        {
            // RFC 6749 2.3.1: both parts are form-encoded first.
            basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(login.ClientId)}:{Uri.EscapeDataString(secret)}"));
        }
        else
        {
            form["client_id"] = login.ClientId;
            if (login.ClientSecret is { } posted)
            {
                form["client_secret"] = posted;
            }
        }

        return client.PostAsync(seen.Token ?? throw new ProviderException("The provider's metadata names no token_endpoint"), form, basic, cancellation);
    }

    private async Task<JsonElement> CheckAsync(string token, LoginAttempt attempt, CancellationToken cancellation)
    {
        var verdict = await check.JudgeAsync(token, login.ClientId, cancellation);
        var claims = verdict.Claims ?? throw new ProviderException($"The provider's ID token is not accepted. {verdict.Problem}");
        if (TextOf(claims, "nonce") is not { } nonce || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(attempt.Nonce)))
        {
            throw new ProviderException("The provider's ID token is not accepted. It is for another login");
        }

        // OpenID Connect Core 3.1.3.7: where it is for several, it says who asked.
        return claims.TryGetProperty("azp", out var asked) && !(asked.ValueKind == JsonValueKind.String && asked.ValueEquals(login.ClientId))
            ? throw new ProviderException("The provider's ID token is not accepted. It was made for another client")
            : claims;
    }

    // Many providers put roles and groups there and not into ID tokens. What the ID token says goes before it.
    private async Task<JsonElement> AskAsync(Uri userInfo, string access, JsonElement claims, CancellationToken cancellation)
    {
        var more = await client.GetAsync(userInfo, access, cancellation);
        if (TextOf(more, "sub") is not { } subject || subject != TextOf(claims, "sub"))
        {
            throw new ProviderException("The provider's user info is that of somebody else than its ID token");
        }

        var all = more.EnumerateObject().ToDictionary(claim => claim.Name, claim => claim.Value, StringComparer.Ordinal);
        foreach (var claim in claims.EnumerateObject())
        {
            all[claim.Name] = claim.Value;
        }

        return JsonSerializer.SerializeToElement(all);
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
