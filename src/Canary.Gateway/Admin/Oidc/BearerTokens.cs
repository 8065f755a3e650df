using System.Text.Json;
using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Admin.Oidc;

/// <summary>Callers by access tokens of the provider.</summary>
/// <param name="check">Judges tokens.</param>
/// <param name="settings">What they must be for, and how claims make callers.</param>
internal sealed class BearerTokens(TokenCheck check, OidcSettings settings)
{
    /// <summary>Who has a token.</summary>
    public async Task<Identity> FindAsync(string token, CancellationToken cancellation)
    {
        if (settings.Audience is not { } audience)
        {
            return new Identity.Wrong("Tokens of the identity provider are not accepted here, as there is no Canary:Admin:Oidc:Audience.", IsToken: true);
        }

        try
        {
            var verdict = await check.JudgeAsync(token, audience, cancellation);
            return verdict.Claims is { } claims ? CallerIn(claims) : new Identity.Wrong($"The token is not accepted. {verdict.Problem}", IsToken: true);
        }
        catch (ProviderException e)
        {
            return new Identity.Undecided(e.Message);
        }
    }

    private Identity CallerIn(JsonElement claims) => settings.Claims.NameIn(claims) is { } name
        ? new Identity.Known(new Caller(name, settings.Claims.RoleIn(claims), CredentialKind.Token) { Until = EndOf(claims) })
        : new Identity.Wrong($"The token is not accepted. {settings.Claims.NameProblem}", IsToken: true);

    // The check made sure that it is there and a number.
    private DateTimeOffset EndOf(JsonElement claims) => DateTimeOffset.UnixEpoch + settings.ClockSkew + TimeSpan.FromSeconds(Math.Min(claims.GetProperty("exp").GetDouble(), uint.MaxValue));
}
