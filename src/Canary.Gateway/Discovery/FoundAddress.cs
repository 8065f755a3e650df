namespace Canary.Gateway.Discovery;

/// <summary>Addresses of what is found as host and port.</summary>
internal static class FoundAddress
{
    /// <summary>An address such as <c>http://10.0.0.1:8080</c>.</summary>
    /// <param name="scheme"><c>http</c> or <c>https</c>.</param>
    /// <param name="host">A name or an IP address; IPv6 without brackets.</param>
    /// <param name="port">The port.</param>
    public static string Of(string scheme, string host, int port) =>
        host.Contains(':', StringComparison.Ordinal) ? $"{scheme}://[{host}]:{port}" : $"{scheme}://{host}:{port}";
}
