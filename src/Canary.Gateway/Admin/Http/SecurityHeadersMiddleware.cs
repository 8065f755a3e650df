namespace Canary.Gateway.Admin.Http;

/// <summary>Tells browsers to take answers for what they are, to keep none, and to embed and run nothing of others.</summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";

    // Swagger UI sets styles on elements, and has its icons as data.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Pages of signed links and of log-out post to themselves.
    private const string LinkPolicy = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // The console's modules and styles are files of this listener, all of them; text never becomes markup.
    private const string ConsolePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Runs one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(SetHeaders, context);
        return next(context);
    }

    private static Task SetHeaders(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var path = context.Request.Path;
        var isConsole = path == "/" || path.StartsWithSegments("/console");
        headers.ContentSecurityPolicy = isConsole ? ConsolePolicy
            : path.StartsWithSegments("/swagger") ? PagePolicy
            : path.StartsWithSegments("/links") || path.StartsWithSegments("/logout") ? LinkPolicy : ApiPolicy;

        // The console's files hold no data: browsers may keep them, and ask each time whether they are still the same.
        headers.CacheControl = isConsole && headers.ETag.Count > 0 ? "no-cache" : "no-store";
        if (isConsole)
        {
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        }

        return Task.CompletedTask;
    }
}
