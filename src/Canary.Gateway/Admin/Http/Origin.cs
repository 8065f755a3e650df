using Canary.Gateway.Admin.Access;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Http;

/// <summary>Who asks for a change, from where, and why: what history and audit keep.</summary>
internal static class Origin
{
    private const int MaxReasonLength = 500;

    /// <summary>The origin of a change, or null where its <c>X-Canary-Reason</c> is not acceptable.</summary>
    public static WriteOrigin? Read(HttpContext context, out Problem? problem)
    {
        var reason = context.Request.Headers["X-Canary-Reason"];
        problem = reason.Count > 1 ? Problems.InvalidHeader("X-Canary-Reason", "is given more than once.")
            : reason.ToString().Length > MaxReasonLength ? Problems.InvalidHeader("X-Canary-Reason", $"has {reason.ToString().Length} characters; at most {MaxReasonLength} are allowed.")
            : reason.ToString().Any(char.IsControl) ? Problems.InvalidHeader("X-Canary-Reason", "has control characters; only printable ones are allowed.")
            : null;
        return problem is null ? Of(context, Caller.Of(context)?.Name ?? Caller.Unknown, NullIfEmpty(reason.ToString().Trim())) : null;
    }

    /// <summary>The origin of a refused attempt: what can be said of it without trusting it.</summary>
    public static WriteOrigin OfRefused(HttpContext context) =>
        Read(context, out _) ?? Of(context, Caller.Of(context)?.Name ?? Caller.Unknown, null);

    private static WriteOrigin Of(HttpContext context, string actor, string? reason)
    {
        var access = context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>();
        return new WriteOrigin(actor, context.Connection.RemoteIpAddress?.ToString(), access?.Action ?? "unknown", reason);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
