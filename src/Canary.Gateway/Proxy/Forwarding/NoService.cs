namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>The answer to a request that belongs to no service.</summary>
internal static class NoService
{
    private static readonly byte[] Unknown =
        """{"title":"No service","status":404,"detail":"No service is published for this host and path."}"""u8.ToArray();

    private static readonly byte[] NotLoaded =
        """{"title":"Not ready","status":503,"detail":"This gateway has not loaded its services yet."}"""u8.ToArray();

    /// <summary>Writes it.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="loaded">Whether a snapshot is in force; without one nothing can be said of which services there are.</param>
    public static Task WriteAsync(HttpResponse response, bool loaded)
    {
        if (!loaded)
        {
            response.Headers.RetryAfter = "1";
        }

        var problem = loaded ? Unknown : NotLoaded;
        response.StatusCode = loaded ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/problem+json";
        response.ContentLength = problem.Length;
        return response.Body.WriteAsync(problem).AsTask();
    }
}
