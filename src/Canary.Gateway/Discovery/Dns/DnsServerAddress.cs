using System.Net;

namespace Canary.Gateway.Discovery.Dns;

/// <summary>The address of a DNS server: from a setting, or as the system has it.</summary>
internal static class DnsServerAddress
{
    private const int UsualPort = 53;
    private const string ResolverFile = "/etc/resolv.conf";

    /// <summary>The server that a setting names; null where it is not an IP address with or without a port.</summary>
    public static IPEndPoint? Parse(string text) =>
        !IPEndPoint.TryParse(text, out var server) ? null
            : server.Port == 0 ? new IPEndPoint(server.Address, UsualPort)
            : server;

    /// <summary>The first nameserver of <c>/etc/resolv.conf</c>; null where there is none.</summary>
    public static IPEndPoint? OfSystem()
    {
        try
        {
            return FirstOf(File.ReadLines(ResolverFile));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first nameserver of such a file's lines; null where there is none.</summary>
    internal static IPEndPoint? FirstOf(IEnumerable<string> lines) => lines
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words is ["nameserver", _, ..])
        .Select(words => IPAddress.TryParse(words[1], out var address) ? new IPEndPoint(address, UsualPort) : null)
        .FirstOrDefault(server => server is not null);
}
