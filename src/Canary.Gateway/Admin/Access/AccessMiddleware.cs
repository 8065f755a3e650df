using System.Globalization;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.Login;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Access;

/// <summary>Lets a request through to its endpoint where the caller is known and has the role that the endpoint asks for.</summary>
internal sealed partial class AccessMiddleware(RequestDelegate next, CallerIdentification identification, BrowserOrigin origin, FailedAttempts failures, GatewayServices services)
{
    private const int ProviderRetrySeconds = 5;

    private readonly ILogger _logger = services.Loggers.CreateLogger<AccessMiddleware>();

    /// <summary>Checks one request. What has no route asks for credentials as well, so that nothing can be learnt without them.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var access = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>();
        if (access is { Role: null })
        {
            await next(context);
            return;
        }

        var identity = await identification.FindAsync(context);
        if (identity is not Identity.Known { Caller: var caller })
        {
            await RefuseAsync(context, identity);
            return;
        }

        context.Features.Set(caller);
        if (RefusalOf(context, caller, access) is { } problem)
        {
            await problem.ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }
    }

    private Problem? RefusalOf(HttpContext context, Caller caller, EndpointAccess? access) =>
        IsByAnotherPage(context.Request, caller.KnownBy) ? Problems.NotFromConsole(caller.KnownBy)
        : access is null ? (RouteNames.IsUnrouted(context) ? null : Problems.Forbidden("This call declares no role, and so nobody may use it."))
        : caller.Role >= access.Role ? null
        : caller.Role is { } role ? Problems.Forbidden($"The role {RoleNames.Of(role)} of '{caller.Name}' is not enough: this call needs {RoleNames.Of(access.Role!.Value)}.")
        : Problems.Forbidden($"'{caller.Name}' has no role here: this call needs {RoleNames.Of(access.Role!.Value)}.");

    // Browsers send cookies and certificates along with whatever a page asks for, another origin's page as well.
    private bool IsByAnotherPage(HttpRequest request, CredentialKind kind) => !BrowserOrigin.IsSafe(request.Method) && kind switch
    {
        CredentialKind.Session => !request.Headers.ContainsKey(ConsoleSessions.Header) || !origin.IsOwn(request),
        CredentialKind.Certificate => !origin.IsOwn(request),
        _ => false,
    };

    private Task RefuseAsync(HttpContext context, Identity identity)
    {
        if (identity is Identity.Undecided { Why: var undecided })
        {
            context.Response.Headers.RetryAfter = ProviderRetrySeconds.ToString(CultureInfo.InvariantCulture);
            return (Problems.ProviderUnavailable(undecided) with { IsAudited = IsTold(context) }).ExecuteAsync(context);
        }

        if (identity is Identity.None or Identity.Ended && identification.HasLogin && IsNavigation(context.Request))
        {
            context.Response.Redirect(LoginEndpoints.AddressFor(context.Request));
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = identity is Identity.Wrong { IsToken: true } ? "Bearer error=\"invalid_token\"" : "Bearer";
        return identity switch
        {
            Identity.Wrong wrong => RefuseWrongAsync(context, wrong),
            Identity.Ended ended => (Problems.Unauthenticated(ended.Why) with { IsAudited = IsTold(context) }).ExecuteAsync(context),
            _ => (Problems.Unauthenticated(identification.Advice) with { IsAudited = IsTold(context) }).ExecuteAsync(context),
        };
    }

    /// <summary>Whether a failure goes into the audit: of each address so many in a minute, so that nobody can fill it.</summary>
    private bool IsTold(HttpContext context) => failures.Add(context.Connection.RemoteIpAddress).IsTold;

    private Task RefuseWrongAsync(HttpContext context, Identity.Wrong wrong)
    {
        var failure = failures.Add(context.Connection.RemoteIpAddress);
        if (failure.Wait is not { } wait)
        {
            return (Problems.Unauthenticated(wrong.Why) with { IsAttempt = true }).ExecuteAsync(context);
        }

        if (failure.IsTold)
        {
            Log.TooMany(_logger, context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address", FailedAttempts.Allowed, wait.TotalSeconds);
        }

        context.Response.Headers.Remove("WWW-Authenticate");
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return (Problems.TooManyAttempts() with { IsAudited = failure.IsTold, IsAttempt = true }).ExecuteAsync(context);
    }

    // A person who opens an address, and neither a program nor a script of a page.
    private static bool IsNavigation(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate";

    private static partial class Log
    {
        [LoggerMessage(1430, LogLevel.Warning, "{Remote} sent wrong credentials more than {Allowed} times within a minute; more of them are answered 429 and not audited for {Seconds:0} s")]
        public static partial void TooMany(ILogger logger, string remote, int allowed, double seconds);
    }
}
