namespace Canary.Gateway.Admin.Login;

/// <summary>A cookie of the console: never readable by scripts, bound to its host, and to TLS where browsers come by it.</summary>
/// <remarks>
/// By TLS it has the prefix <c>__Host-</c>, with which browsers let no neighbour domain and no plain page set it. On plain loopback that
/// can't be had in every browser, so the name is another one there, and neither is ever taken for the other.
/// </remarks>
/// <param name="Purpose">What it is for, the last part of its name.</param>
/// <param name="IsSecure">Whether browsers come by TLS.</param>
/// <param name="SameSite">With which requests browsers send it.</param>
internal readonly record struct ConsoleCookie(string Purpose, bool IsSecure, SameSiteMode SameSite)
{
    private string Name => (IsSecure ? "__Host-canary-" : "canary-") + Purpose;

    /// <summary>Its value in a request, or null.</summary>
    public string? Read(HttpRequest request) => request.Cookies.TryGetValue(Name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Sets it.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="value">Its value, of characters that need no quoting.</param>
    /// <param name="lifetime">How long the browser keeps it; null: until it closes.</param>
    public void Write(HttpResponse response, string value, TimeSpan? lifetime) => response.Cookies.Append(Name, value, Options(lifetime));

    /// <summary>Takes it away.</summary>
    public void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options(null));

    private CookieOptions Options(TimeSpan? lifetime) => new() { HttpOnly = true, Secure = IsSecure, SameSite = SameSite, Path = "/", MaxAge = lifetime };
}
