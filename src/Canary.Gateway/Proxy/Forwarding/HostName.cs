namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Takes the host from a <c>Host</c> header.</summary>
internal static class HostName
{
    /// <summary>The host without port, IPv6 addresses with their brackets; empty where there is none.</summary>
    public static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> header)
    {
        var colon = header.LastIndexOf(':');
        return colon < 0 || header[colon..].Contains(']') ? header : header[..colon];
    }
}
