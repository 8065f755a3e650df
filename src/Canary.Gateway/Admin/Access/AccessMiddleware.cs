using System.Globalization;
using Canary.Gateway.Admin.Http;

namespace Canary.Gateway.Admin.Access;

/// <summary>Lets a request through to its endpoint where the caller is known and has the role that the endpoint asks for.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, ApiKeyRing keys, FailedAttempts failures)
{
    /// <summary>Checks one request. What has no route asks for credentials as well, so that nothing can be learnt without them.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var access = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>();
        if (access is { Role: null })
        {
            return next(context);
        }

        var caller = keys.IsEmpty ? Caller.Anonymous : Credentials.Read(context.Request) is { } key ? keys.Find(key) : null;
        if (caller is null)
        {
            return RefuseUnknown(context);
        }

        context.Features.Set(caller);
        if (access is null)
        {
            return RouteNames.IsUnrouted(context) ? next(context) : Problems.Forbidden("This call declares no role, and so nobody may use it.").ExecuteAsync(context);
        }

        return caller.Role >= access.Role
            ? next(context)
            : Problems.Forbidden($"The role {Name(caller.Role)} of '{caller.Name}' is not enough: this call needs {Name(access.Role.Value)}.").ExecuteAsync(context);
    }

    private Task RefuseUnknown(HttpContext context)
    {
        var given = Credentials.AreGiven(context.Request);
        var wait = failures.Add(context.Connection.RemoteIpAddress);
        if (given && wait is { } left)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(left.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Problems.TooManyAttempts().ExecuteAsync(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return (Problems.Unauthenticated(given) with { IsAudited = wait is null }).ExecuteAsync(context);
    }

    private static string Name(AdminRole role) => role.ToString().ToLowerInvariant();
}
