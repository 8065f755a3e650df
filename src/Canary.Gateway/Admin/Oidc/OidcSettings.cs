using Canary.Core.Services;

namespace Canary.Gateway.Admin.Oidc;

/// <summary>The settings of the provider, checked. Null members are what is not configured.</summary>
/// <param name="Authority">The issuer, without a slash at its end.</param>
/// <param name="Audience">What bearer tokens must be for, or null where none are accepted.</param>
/// <param name="Claims">How claims make a caller.</param>
/// <param name="Algorithms">Signature algorithms that are accepted.</param>
/// <param name="ClockSkew">How far the provider's clock may be off.</param>
/// <param name="RefreshInterval">How old the provider's keys may get.</param>
/// <param name="AllowHttp">Whether the provider may be reached without TLS on loopback.</param>
internal sealed record OidcSettings(
    Uri Authority, string? Audience, CallerClaims Claims, IReadOnlyList<string> Algorithms, TimeSpan ClockSkew, TimeSpan RefreshInterval, bool AllowHttp)
{
    private const string Key = "Canary:Admin:Oidc";

    /// <summary>Algorithms with a public key and no known weakness. Not <c>none</c>, and no HS…, whose key would be one that others can read.</summary>
    private static readonly string[] Possible = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>Reads the settings, and adds one line to <paramref name="problems"/> for everything that is wrong with them.</summary>
    /// <returns>Null where there is no provider, or something is wrong.</returns>
    public static OidcSettings? Read(OidcOptions options, List<string> problems)
    {
        var before = problems.Count;
        if (string.IsNullOrEmpty(options.Authority))
        {
            if (!string.IsNullOrEmpty(options.Audience) || !string.IsNullOrEmpty(options.Login.ClientId))
            {
                problems.Add($"{Key}:Authority is not set, but other settings of {Key} are: it must be the provider's issuer, as https://login.example.com");
            }

            return null;
        }

        var authority = ReadAuthority(options.Authority, options.AllowHttp, problems);
        CheckRange("ClockSkew", options.ClockSkew, TimeSpan.Zero, TimeSpan.FromSeconds(60), problems);
        CheckRange("RefreshInterval", options.RefreshInterval, TimeSpan.FromSeconds(10), TimeSpan.FromHours(24), problems);
        foreach (var algorithm in options.Algorithms.Where(algorithm => !Possible.Contains(algorithm)))
        {
            problems.Add($"{Key}:Algorithms has '{algorithm}': it must be one of {string.Join(", ", Possible)}");
        }

        if (string.IsNullOrEmpty(options.Audience) && string.IsNullOrEmpty(options.Login.ClientId))
        {
            problems.Add($"{Key} has an Authority, but neither Audience, for bearer tokens, nor Login:ClientId, for the console: it must have at least one of them");
        }

        var claims = CallerClaims.Read(options, problems);
        return problems.Count > before
            ? null
            : new OidcSettings(
                authority!, NullIfEmpty(options.Audience), claims, options.Algorithms.Count == 0 ? Possible : [.. options.Algorithms], options.ClockSkew, options.RefreshInterval, options.AllowHttp);
    }

    /// <summary>Whether an address of the provider is one that may be called: https, or http on loopback where that is allowed.</summary>
    public static bool IsCallable(Uri address, bool allowHttp) =>
        address.UserInfo.Length == 0 && (address.Scheme == Uri.UriSchemeHttps || (allowHttp && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static Uri? ReadAuthority(string text, bool allowHttp, List<string> problems)
    {
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var address) || address.Query.Length + address.Fragment.Length > 0 || address.Host.Length == 0)
        {
            problems.Add($"{Key}:Authority is '{text}': it must be an https URL without query and fragment, as https://login.example.com");
            return null;
        }

        if (!IsCallable(address, allowHttp))
        {
            problems.Add($"{Key}:Authority is '{text}': it must be an https URL; http is possible on loopback alone, with {Key}:AllowHttp=true");
            return null;
        }

        return address;
    }

    private static void CheckRange(string name, TimeSpan value, TimeSpan least, TimeSpan most, List<string> problems)
    {
        if (value < least || value > most)
        {
            problems.Add($"{Key}:{name} is {Duration.Format(value)}: it must be {Duration.Format(least)} to {Duration.Format(most)}");
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
