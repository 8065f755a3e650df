using Canary.Gateway.Admin.Certificates;
using Canary.Gateway.Admin.Login;
using Canary.Gateway.Admin.Oidc;

namespace Canary.Gateway.Admin.Access;

/// <summary>Finds out who calls. A credential in a header goes before a session's cookie, and that before a client certificate: one of them counts, and its role is not added to another's.</summary>
/// <param name="keys">The API keys.</param>
/// <param name="tokens">Judges bearer tokens, or null where there is no provider.</param>
/// <param name="sessions">The console's sessions, or null where nobody can log in.</param>
/// <param name="holders">Who has which client certificate.</param>
internal sealed class CallerIdentification(ApiKeyRing keys, BearerTokens? tokens, ConsoleSessions? sessions, CertificateHolders holders)
{
    private const string HowToSend = "Send one API key, as 'Authorization: Bearer <key>' or 'X-Api-Key: <key>'";

    /// <summary>Whether nobody can show who they are, so that the listener is open.</summary>
    public bool IsOpen => keys.IsEmpty && tokens is null && sessions is null && holders.IsEmpty;

    /// <summary>Whether people can log in by a browser.</summary>
    public bool HasLogin => sessions is not null;

    /// <summary>How to send credentials, for whoever sent none.</summary>
    public string Advice => HowToSend + (tokens is null ? "" : ", or an access token as 'Authorization: Bearer <token>'") + (sessions is null ? "." : ", or log in at /login.");

    /// <summary>Finds out who sent a request.</summary>
    public ValueTask<Identity> FindAsync(HttpContext context)
    {
        if (IsOpen)
        {
            return new(new Identity.Known(Caller.Anonymous));
        }

        if (Credentials.AreGiven(context.Request))
        {
            return FindByHeader(context);
        }

        return new(sessions?.Find(context) ?? (context.Connection.ClientCertificate is { } certificate ? holders.Find(certificate) : Identity.Missing));
    }

    private ValueTask<Identity> FindByHeader(HttpContext context)
    {
        if (Credentials.Read(context.Request) is not { } given)
        {
            return new(new Identity.Wrong($"The credentials can't be read. {Advice}"));
        }

        return keys.Find(given) is { } holder ? new(new Identity.Known(holder))
            : tokens is not null && Credentials.IsBearer(context.Request) && TokenCheck.IsToken(given) ? new(tokens.FindAsync(given, context.RequestAborted))
            : new(new Identity.Wrong($"The credentials are wrong. {Advice}"));
    }
}
