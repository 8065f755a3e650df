using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Canary.Gateway.Admin.Oidc;

/// <summary>Judges signed tokens of the provider: signature by a published key and an allowed algorithm, issuer, audience, time.</summary>
internal sealed class TokenCheck(IdentityProvider provider, TimeProvider time)
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    // Access tokens (RFC 9068), and tokens that do not say. Others, as those of a log-out (logout+jwt), are not credentials.
    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    /// <summary>Whether a text has the form of a signed token, so that it is not taken for an API key.</summary>
    public static bool IsToken(string text) => text.Length <= MaxLength && text.Count(c => c == '.') == 2;

    /// <summary>Judges a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="audience">What it must be for.</param>
    /// <param name="cancellation">Gives up waiting for the provider.</param>
    /// <exception cref="ProviderException">The provider's keys are not known, so that nothing can be said.</exception>
    public async Task<TokenVerdict> JudgeAsync(string text, string audience, CancellationToken cancellation)
    {
        if (!IsToken(text) || Read(text) is not { } token)
        {
            return TokenVerdict.Bad("It is no signed JSON Web Token.");
        }

        // Before the provider is asked: what it says can't make these good.
        if (!provider.Settings.Algorithms.Contains(token.Alg, StringComparer.Ordinal))
        {
            return TokenVerdict.Bad("Its algorithm is not one of those that are allowed.");
        }

        if (token.TryGetHeaderValue<object>("crit", out _))
        {
            return TokenVerdict.Bad("It wants extensions to be understood (crit) that are not.");
        }

        var seen = await provider.GetAsync(token.Kid, cancellation);
        if (!seen.HasKey(token.Kid))
        {
            return TokenVerdict.Bad("It names a key that the provider does not publish.");
        }

        var result = await Handler.ValidateTokenAsync(token, ParametersFor(seen, audience));
        if (!result.IsValid)
        {
            return TokenVerdict.Bad(Describe(result.Exception));
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), Strict);
            return claims.RootElement.TryGetProperty("exp", out var end) && end.ValueKind == JsonValueKind.Number
                ? TokenVerdict.Good(claims.RootElement.Clone())
                : TokenVerdict.Bad("It has no end (exp) that is a number.");
        }
        catch (JsonException)
        {
            return TokenVerdict.Bad("Its claims are not one JSON object in which every name comes once.");
        }
    }

    private static JsonWebToken? Read(string text)
    {
        try
        {
            return new JsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    private TokenValidationParameters ParametersFor(ProviderSnapshot seen, string audience) => new()
    {
        ValidAlgorithms = provider.Settings.Algorithms,
        ValidIssuer = seen.Issuer,
        ValidAudience = audience,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        IssuerSigningKeyResolver = (_, _, id, _) => seen.Keys.Where(key => string.IsNullOrEmpty(id) || key.KeyId == id),
        TryAllIssuerSigningKeys = false,
        LifetimeValidator = CheckTime,
        TypeValidator = CheckType,
    };

    private bool CheckTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var (now, skew) = (time.GetUtcNow().UtcDateTime, provider.Settings.ClockSkew);
        return expires is null ? throw new SecurityTokenNoExpirationException()
            : now >= expires.Value + skew ? throw new SecurityTokenExpiredException()
            : notBefore is { } from && now < from - skew ? throw new SecurityTokenNotYetValidException()
            : true;
    }

    private static string CheckType(string type, SecurityToken token, TokenValidationParameters parameters) =>
        string.IsNullOrEmpty(type) || Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? type : throw new SecurityTokenInvalidTypeException();

    private static string Describe(Exception exception) => exception switch
    {
        SecurityTokenExpiredException => "It has expired.",
        SecurityTokenNotYetValidException => "It is not valid yet.",
        SecurityTokenNoExpirationException => "It has no end (exp).",
        SecurityTokenInvalidAudienceException => "It is for another audience.",
        SecurityTokenInvalidIssuerException => "It is of another issuer.",
        SecurityTokenInvalidTypeException => "It is of a type that is not for this.",
        _ => "Its signature is not the provider's.",
    };
}
