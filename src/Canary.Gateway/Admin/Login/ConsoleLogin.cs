using System.Globalization;
using System.Text.Json;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Attempts;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.Oidc;
using Canary.Gateway.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace Canary.Gateway.Admin.Login;

/// <summary>Login by OpenID Connect's authorization code flow with PKCE, and log-out.</summary>
internal sealed partial class ConsoleLogin(
    LoginSettings settings, IdentityProvider provider, CodeExchange exchange, ConsoleSessions sessions, FailedAttempts failures, AttemptAudit audit, TimeProvider time, ILogger<ConsoleLogin> logger)
{
    /// <summary>Where the provider sends browsers back to, below the console's address.</summary>
    public const string CallbackPath = "/login/callback";

    private readonly CookieSeal _seal = new(settings.SessionKeys, "login");

    /// <summary>Sends a browser to the provider.</summary>
    public async Task<IResult> BeginAsync(HttpContext context)
    {
        if (settings.Address.Of(context.Request) is not { } address)
        {
            return LoginPages.WrongAddress();
        }

        ProviderSnapshot seen;
        try
        {
            seen = await provider.GetAsync(null, context.RequestAborted);
        }
        catch (ProviderException e)
        {
            return LoginPages.ProviderAway(e.Message);
        }

        if (seen.Authorization is null)
        {
            return LoginPages.ProviderAway("Its metadata names no authorization_endpoint.");
        }

        var attempt = LoginAttempt.New(ReturnPath.Of(context.Request.Query["return"]), time.GetUtcNow());
        AttemptCookie(context.Request).Write(context.Response, _seal.Close(attempt.ToBytes()), LoginAttempt.Lifetime);
        return Results.Redirect(QueryHelpers.AddQueryString(seen.Authorization.AbsoluteUri, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = settings.ClientId,
            ["redirect_uri"] = address + CallbackPath,
            ["scope"] = settings.Scopes,
            ["state"] = attempt.State,
            ["nonce"] = attempt.Nonce,
            ["code_challenge"] = attempt.Challenge,
            ["code_challenge_method"] = "S256",
        }));
    }

    /// <summary>Takes the provider's answer, and begins a session.</summary>
    public async Task<IResult> EndAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var cookie = AttemptCookie(context.Request);
        var attempt = cookie.Read(context.Request) is { } value && _seal.Open(value) is { } bytes ? LoginAttempt.Of(bytes) : null;
        cookie.Delete(context.Response);
        if (attempt is null || time.GetUtcNow().ToUnixTimeSeconds() >= attempt.Ends || settings.Address.Of(context.Request) is not { } address)
        {
            return Refuse(context, 400, LoginPages.NotBegun(settings.Address.Of(context.Request)));
        }

        if (query["state"].Count != 1 || !attempt.HasState(query["state"].ToString()))
        {
            return Refuse(context, 400, LoginPages.OtherState());
        }

        try
        {
            var seen = await provider.GetAsync(null, context.RequestAborted);
            if (query["iss"].ToString() is var issuer && issuer != seen.Issuer && (issuer.Length > 0 || seen.NamesIssuer))
            {
                return Refuse(context, 400, LoginPages.Refused("The answer is that of another provider."));
            }

            if (query["error"].Count > 0)
            {
                return Refuse(context, 403, LoginPages.Refused($"The provider says: {query["error"]}, {query["error_description"]}"));
            }

            var claims = await exchange.ClaimsOfAsync(query["code"].ToString(), address + CallbackPath, attempt, context.RequestAborted);
            return Welcome(context, claims, address, attempt);
        }
        catch (ProviderException e)
        {
            Log.Failed(logger, e.Message);
            return Refuse(context, 403, LoginPages.Refused(e.Message));
        }
    }

    /// <summary>Ends the session of a browser.</summary>
    public async Task<IResult> LogOutAsync(HttpContext context)
    {
        if (sessions.End(context) is { } session)
        {
            context.Features.Set(new Caller(session.Name, session.Role, CredentialKind.Session));
            Tell(context, StatusCodes.Status200OK, null);
        }

        try
        {
            // The provider's own session goes on: without its page the next login would ask for no password.
            var seen = await provider.GetAsync(null, context.RequestAborted);
            return LoginPages.LoggedOut(seen.EndSession is null ? null : QueryHelpers.AddQueryString(seen.EndSession.AbsoluteUri, "client_id", settings.ClientId));
        }
        catch (ProviderException)
        {
            // It is logged where it is read; here the session has ended all the same.
            return LoginPages.LoggedOut(null);
        }
    }

    // The cookie comes with the provider's redirect, which is from another site: not Strict, unlike the session's.
    private ConsoleCookie AttemptCookie(HttpRequest request) => new("login", settings.Address.IsSecure(request), SameSiteMode.Lax);

    private TextPage Welcome(HttpContext context, JsonElement claims, string address, LoginAttempt attempt)
    {
        if (provider.Settings.Claims.NameIn(claims) is not { } name)
        {
            return Refuse(context, 403, LoginPages.Refused(provider.Settings.Claims.NameProblem));
        }

        var role = provider.Settings.Claims.RoleIn(claims);
        context.Features.Set(new Caller(name, role, CredentialKind.Session));
        if (role is not { } given)
        {
            return Refuse(context, 403, LoginPages.Refused($"'{name}' has no role here: the claim '{provider.Settings.Claims.RoleClaim}' has none of the values that give one."));
        }

        sessions.Begin(context, name, given);
        Tell(context, StatusCodes.Status200OK, $"as {RoleNames.Of(given)}");
        return LoginPages.Welcome(name, given, new Uri(address).AbsolutePath.TrimEnd('/') + attempt.Return);
    }

    private TextPage Refuse(HttpContext context, int status, TextPage page)
    {
        var failure = failures.Add(context.Connection.RemoteIpAddress);
        if (failure.IsTold)
        {
            Tell(context, status, page.Text);
        }

        if (failure.Wait is not { } wait)
        {
            return page;
        }

        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return LoginPages.TooMany();
    }

    private void Tell(HttpContext context, int status, string? detail) => audit.Add(new AuditEntry(0, default, Origin.OfRefused(context), null, status, null, AttemptMiddleware.Printable(detail)));

    private static partial class Log
    {
        [LoggerMessage(1431, LogLevel.Warning, "A login failed: {Problem}")]
        public static partial void Failed(ILogger logger, string problem);
    }
}
