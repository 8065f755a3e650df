using Canary.Core.Services;
using Canary.Gateway.Discovery.Dns;

namespace Canary.Gateway.Discovery.Settings;

/// <summary>Checks the settings under <c>Canary:Discovery</c>.</summary>
internal static class DiscoveryOptionsValidator
{
    private static readonly TimeSpan MostEmptyAfter = TimeSpan.FromHours(24);

    /// <summary>Adds one line for each setting that is wrong, with what is allowed. An address with a user in it is not repeated, as that may be a secret.</summary>
    public static void Check(DiscoveryOptions options, ICollection<string> problems)
    {
        if (options.EmptyAfter < TimeSpan.Zero || options.EmptyAfter > MostEmptyAfter)
        {
            problems.Add($"Canary:Discovery:EmptyAfter is {Duration.Format(options.EmptyAfter)}; allowed is 0s to 24h.");
        }

        if (options.Dns.Server is { Length: > 0 } server && DnsServerAddress.Parse(server) is null)
        {
            problems.Add($"Canary:Discovery:Dns:Server is '{server}'; allowed is an IP address, with or without a port, such as 10.0.0.2 or 10.0.0.2:5353.");
        }

        foreach (var address in (options.Etcd.Address ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            CheckAddress("Etcd", address, problems);
        }

        CheckAddress("Consul", options.Consul.Address, problems);
        CheckAddress("Nacos", options.Nacos.Address, problems);
        CheckAddress("Kubernetes", options.Kubernetes.Address, problems);
        CheckUser("Etcd", options.Etcd.Username, options.Etcd.Password, problems);
        CheckUser("Nacos", options.Nacos.Username, options.Nacos.Password, problems);
    }

    private static void CheckAddress(string kind, string? address, ICollection<string> problems)
    {
        if (string.IsNullOrEmpty(address) || IsAddress(address))
        {
            return;
        }

        var said = address.Contains('@', StringComparison.Ordinal) ? "has a user or password in it" : $"is '{address}'";
        problems.Add($"Canary:Discovery:{kind}:Address {said}; allowed is an http:// or https:// address without user, query and fragment, such as http://{kind.ToLowerInvariant()}.internal:8080.");
    }

    private static void CheckUser(string kind, string? username, string? password, ICollection<string> problems)
    {
        if (string.IsNullOrEmpty(username) != string.IsNullOrEmpty(password))
        {
            problems.Add($"Canary:Discovery:{kind} has only one of Username and Password; allowed are both, or neither.");
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length == 0;
}
