namespace Canary.Gateway.Admin.Http;

/// <summary>Tells requests that reached an endpoint of ours from those for which routing found none.</summary>
internal static class RouteNames
{
    /// <summary>Whether no path, or no method of it, fits: the answer will be 404 or 405.</summary>
    public static bool IsUnrouted(HttpContext context) => context.GetEndpoint() is not RouteEndpoint;

    /// <summary>The service that the path names, or null where it has none or what it has can't be a service's name.</summary>
    public static string? Service(HttpContext context) =>
        context.GetRouteValue("name") is string name && name.Length is > 0 and <= 63 && name.All(IsNameCharacter) ? name : null;

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';
}
