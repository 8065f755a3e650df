namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>The answer to a request that belongs to no service.</summary>
internal static class NoService
{
    private static readonly byte[] Problem = """{"title":"No service","status":404,"detail":"No service is published for this host and path."}"""u8.ToArray();

    /// <summary>Writes it.</summary>
    public static Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        response.ContentType = "application/problem+json";
        response.ContentLength = Problem.Length;
        return response.Body.WriteAsync(Problem).AsTask();
    }
}
