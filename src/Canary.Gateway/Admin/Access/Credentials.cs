namespace Canary.Gateway.Admin.Access;

/// <summary>The API key or token that a request carries in its headers.</summary>
internal static class Credentials
{
    private const string Bearer = "Bearer ";

    /// <summary>Whether the request has credentials of any kind.</summary>
    public static bool AreGiven(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey("X-Api-Key");

    /// <summary>Whether they are in the Authorization header.</summary>
    public static bool IsBearer(HttpRequest request) => request.Headers.Authorization.Count > 0;

    /// <summary>The key or token, from <c>Authorization: Bearer</c> or <c>X-Api-Key</c>; null where there is none, several, or another scheme.</summary>
    public static string? Read(HttpRequest request)
    {
        var authorization = request.Headers.Authorization;
        var apiKey = request.Headers["X-Api-Key"];
        return (authorization.Count, apiKey.Count) switch
        {
            (1, 0) when authorization[0]!.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) => authorization[0]![Bearer.Length..].Trim(),
            (0, 1) => apiKey[0],
            _ => null,
        };
    }
}
