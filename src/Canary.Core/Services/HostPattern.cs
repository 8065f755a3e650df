namespace Canary.Core.Services;

/// <summary>The form of hosts in a match: host names in lower case, or with one leading wildcard label.</summary>
internal static class HostPattern
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;
    private const string Wildcard = "*.";

    /// <summary>What is wrong with a host, or null.</summary>
    public static string? Problem(string host)
    {
        var name = host.StartsWith(Wildcard, StringComparison.Ordinal) ? host[Wildcard.Length..] : host;
        if (host.Length <= MaxLength && name.Split('.').All(IsLabel))
        {
            return null;
        }

        var hint = host switch
        {
            "*" => " For any host leave hosts out.",
            _ when host.Any(char.IsAsciiLetterUpper) => " Write it in lower case.",
            _ when host.Contains(':', StringComparison.Ordinal) => " Leave the port out.",
            _ when host.Any(c => c > 127) => " Write international names in their xn-- form.",
            _ => "",
        };
        return $"must be a host name such as shop.example.com or *.example.com, in lower case and without port, but is {Quoted.Text(host)}.{hint}";
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
