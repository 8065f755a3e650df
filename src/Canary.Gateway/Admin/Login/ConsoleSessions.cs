using System.Buffers.Text;
using System.Security.Cryptography;
using Canary.Core.Services;
using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Admin.Login;

/// <summary>The console's sessions. They are in the browsers' cookies; kept here are only those that were logged out of.</summary>
internal sealed class ConsoleSessions(LoginSettings settings, TimeProvider time)
{
    /// <summary>The header that changes need beside the cookie: pages of other origins can't send it.</summary>
    public const string Header = "X-Canary-Console";

    private const int IdBytes = 16;

    // A new cookie with every answer would be a burden; the idle time is kept to this share of it.
    private const int RenewalsPerIdleTime = 12;

    private readonly CookieSeal _seal = new(settings.SessionKeys, "session");
    private readonly EndedSessions _ended = new(time);

    /// <summary>Who has the session whose cookie a request carries, null where it carries none. The answer renews the cookie where that is due, and takes away one that is of no use.</summary>
    public Identity? Find(HttpContext context)
    {
        var cookie = Cookie(context.Request);
        if (cookie.Read(context.Request) is not { } value)
        {
            return null;
        }

        var session = Open(value);
        if (session is not null && ProblemOf(session) is not { } problem)
        {
            Renew(context, cookie, session);
            return new Identity.Known(new Caller(session.Name, session.Role, CredentialKind.Session) { Until = EndOf(session) });
        }

        cookie.Delete(context.Response);
        return session is null
            ? new Identity.Wrong("The session's cookie was not made by this gateway, or with a key that it has no more. Log in again at /login.")
            : new Identity.Ended($"{ProblemOf(session)} Log in again at /login.");
    }

    /// <summary>Begins a session, with a new identity; one that the browser had before ends.</summary>
    public void Begin(HttpContext context, string name, AdminRole role)
    {
        End(context);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        Write(context, Cookie(context.Request), new ConsoleSession(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)), name, role, now, now));
    }

    /// <summary>Ends the session whose cookie a request carries: the cookie goes, and a copy of it is refused from now on.</summary>
    /// <returns>The session, or null where there was none in force.</returns>
    public ConsoleSession? End(HttpContext context)
    {
        var cookie = Cookie(context.Request);
        if (cookie.Read(context.Request) is not { } value)
        {
            return null;
        }

        cookie.Delete(context.Response);
        if (Open(value) is not { } session || ProblemOf(session) is not null)
        {
            return null;
        }

        _ended.Add(session.Id, EndOf(session));
        return session;
    }

    private ConsoleCookie Cookie(HttpRequest request) => new("session", settings.Address.IsSecure(request), SameSiteMode.Strict);

    private ConsoleSession? Open(string value) => _seal.Open(value) is { } bytes ? ConsoleSession.Of(bytes) : null;

    private DateTimeOffset EndOf(ConsoleSession session) => DateTimeOffset.FromUnixTimeSeconds(session.Began) + settings.Lifetime;

    private string? ProblemOf(ConsoleSession session)
    {
        var now = time.GetUtcNow();
        return _ended.Has(session.Id) ? "The session was logged out of."
            : now >= EndOf(session) ? $"The session is over, after {Duration.Format(settings.Lifetime)}."
            : now - DateTimeOffset.FromUnixTimeSeconds(session.Seen) >= settings.IdleTimeout ? $"The session is over, as it was not used for {Duration.Format(settings.IdleTimeout)}."
            : null;
    }

    private void Renew(HttpContext context, ConsoleCookie cookie, ConsoleSession session)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (now - session.Seen >= settings.IdleTimeout.TotalSeconds / RenewalsPerIdleTime)
        {
            Write(context, cookie, session with { Seen = now });
        }
    }

    // No Max-Age: the browser forgets it when it closes. When it ends, the gateway decides.
    private void Write(HttpContext context, ConsoleCookie cookie, ConsoleSession session) => cookie.Write(context.Response, _seal.Close(session.ToBytes()), null);
}
