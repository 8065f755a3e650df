namespace Canary.Gateway.Admin.Access;

/// <summary>Tells requests of the listener's own pages from those of others: what browsers say about where a request comes from.</summary>
/// <param name="publicUrl">Where people reach the listener, or null: by the name that the request has.</param>
internal sealed class BrowserOrigin(Uri? publicUrl)
{
    /// <summary>Whether a method changes nothing (RFC 9110 9.2.1).</summary>
    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>Whether no page of another origin sent a request. Programs that are no browsers say nothing, and pass.</summary>
    public bool IsOwn(HttpRequest request)
    {
        // Another port of localhost is the same site, but another origin: a page there has no business here.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return site is "" or "same-origin" or "none"
            // Pages of ours send no referrer, and so their forms have the origin "null"; that the site is the same, the browser says itself.
            && (origin.Length == 0 || (origin == "null" && site == "same-origin") || Is($"{request.Scheme}://{request.Host}", origin)
                || (publicUrl is not null && Is(publicUrl.GetLeftPart(UriPartial.Authority), origin)));
    }

    private static bool Is(string own, string origin) => string.Equals(own, origin, StringComparison.OrdinalIgnoreCase);
}
