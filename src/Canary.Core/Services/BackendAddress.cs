using System.Net;

namespace Canary.Core.Services;

/// <summary>The form of backend addresses. Link-local ones are refused, as clouds answer with their secrets there.</summary>
internal static class BackendAddress
{
    private const int MaxLength = 2048;

    /// <summary>What is wrong with an address, or null.</summary>
    public static string? Problem(string address) => Problem(address, "an address such as http://10.0.0.1:8080", allowsQuery: false);

    /// <summary>What is wrong with a URL that is called, which may have a query, or null.</summary>
    public static string? UrlProblem(string url) => Problem(url, "a URL such as https://gates.example.com/shop", allowsQuery: true);

    /// <summary>A form in which equal addresses are equal texts.</summary>
    public static string Normalise(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.AbsoluteUri : address;

    private static string? Problem(string address, string allowed, bool allowsQuery)
    {
        var reason = address.Length is 0 or > MaxLength ? $"it must have 1 to {MaxLength} characters" : Reason(address, allowsQuery);
        return reason is null ? null : $"must be {allowed}, but is {Quoted.Text(address)}: {reason}.";
    }

    private static string? Reason(string address, bool allowsQuery)
    {
        // Before parsing, as the parser repairs some of these silently.
        if (address.Any(c => c <= ' ' || c > '~' || c == '\\'))
        {
            return "it must be ASCII without blanks, control characters and backslashes";
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return "it is not an absolute URL";
        }

        if (uri.Scheme is not ("http" or "https"))
        {
            return "only http and https are allowed";
        }

        if (!address.StartsWith(uri.Scheme + "://", StringComparison.OrdinalIgnoreCase) || uri.Port == 0)
        {
            return "it is not an absolute URL";
        }

        var authority = address[(uri.Scheme.Length + 3)..].Split('/', '?', '#')[0];
        return address switch
        {
            _ when authority.Contains('@', StringComparison.Ordinal) => "it must not have user info",
            _ when !allowsQuery && address.Contains('?', StringComparison.Ordinal) => "it must not have a query",
            _ when address.Contains('#', StringComparison.Ordinal) => "it must not have a fragment",
            _ when IPAddress.TryParse(uri.DnsSafeHost, out var ip) && LinkLocalAddress.Contains(ip) => "link-local addresses are not allowed",
            _ => null,
        };
    }
}
