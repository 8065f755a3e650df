using System.Net;
using Canary.Gateway.Admin.Http;

namespace Canary.Gateway.Admin.Access;

/// <summary>Keeps web pages in an operator's browser from using an open listener: by DNS rebinding, or by requests across sites.</summary>
/// <remarks>Only where there are no keys: a browser sends those never on its own, so with keys a page has nothing to misuse.</remarks>
internal sealed class BrowserGuard(RequestDelegate next)
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

        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        return isSafe || IsFromHere(request) ? next(context) : Problems.CrossSite().ExecuteAsync(context);
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // Another port of localhost is the same site, but another origin: a page there has no business here.
    private static bool IsFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return site is "" or "same-origin" or "none"
            // Pages of ours send no referrer, and so their forms have the origin "null"; that the site is the same, the browser says itself.
            && (origin.Length == 0 || (origin == "null" && site == "same-origin") || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
    }
}
