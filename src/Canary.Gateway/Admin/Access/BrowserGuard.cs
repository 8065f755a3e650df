using System.Net;
using Canary.Gateway.Admin.Http;

namespace Canary.Gateway.Admin.Access;

/// <summary>Keeps web pages in an operator's browser from using an open listener: by DNS rebinding, or by requests across sites.</summary>
/// <remarks>Only where nobody has credentials. Of those, browsers send cookies and certificates on their own: <see cref="AccessMiddleware"/> looks after them.</remarks>
internal sealed class BrowserGuard(RequestDelegate next, BrowserOrigin origin)
{
    /// <summary>Checks one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;

        // Health checks of balancers may ask by HTTP/1.0 without a host, which no browser does.
        if (request.Host.HasValue && !IsLoopback(request.Host.Host))
        {
            return Problems.HostNotAllowed(request.Host.Value ?? "").ExecuteAsync(context);
        }

        return BrowserOrigin.IsSafe(request.Method) || origin.IsOwn(request) ? next(context) : Problems.CrossSite().ExecuteAsync(context);
    }

    /// <summary>Whether a name is this machine's.</summary>
    public static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
