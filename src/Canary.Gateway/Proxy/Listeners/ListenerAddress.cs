using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Proxy.Listeners;

/// <summary>Where a listener listens and what it speaks.</summary>
/// <param name="Host">An IP address, <c>localhost</c>, or <c>*</c> for every address.</param>
/// <param name="Port">0 to 65535; 0 takes a free one.</param>
/// <param name="IsHttps">Whether it speaks TLS.</param>
/// <param name="Protocols">The HTTP versions that it speaks.</param>
internal sealed record ListenerAddress(string Host, int Port, bool IsHttps, HttpProtocols Protocols)
{
    private const string Allowed = "http:// or https:// with an IP address, 'localhost' or '*', and a port from 0 to 65535, without a path";

    /// <summary>Parses a <c>;</c>-separated list of URLs.</summary>
    /// <param name="key">The setting's name, for problems.</param>
    /// <param name="urls">The setting's value.</param>
    /// <param name="priorKnowledge">Whether the listeners are for HTTP/2 without TLS, so that <c>https://</c> is not allowed.</param>
    /// <param name="problems">Receives one line for each URL that is wrong.</param>
    public static List<ListenerAddress> ParseAll(string key, string? urls, bool priorKnowledge, ICollection<string> problems)
    {
        var addresses = new List<ListenerAddress>();
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParse(url, priorKnowledge, out var address))
            {
                problems.Add($"{key}: '{url}' is not a listener; allowed: {(priorKnowledge ? Allowed.Replace(" or https://", "", StringComparison.Ordinal) : Allowed)}");
                continue;
            }

            addresses.Add(address);
        }

        return addresses;
    }

    /// <summary>Adds the listener to a server that is being configured.</summary>
    public void Listen(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        if (IPAddress.TryParse(Host, out var ip))
        {
            kestrel.Listen(ip, Port, configure);
        }
        else if (Host == "*")
        {
            kestrel.ListenAnyIP(Port, configure);
        }
        else if (Port == 0)
        {
            // "localhost" is two addresses, which can't be promised the same free port.
            kestrel.Listen(IPAddress.Loopback, 0, configure);
        }
        else
        {
            kestrel.ListenLocalhost(Port, configure);
        }
    }

    private static bool TryParse(string url, bool priorKnowledge, [NotNullWhen(true)] out ListenerAddress? address)
    {
        address = null;
        BindingAddress binding;
        try
        {
            binding = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return false;
        }

        var isHttps = binding.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
        var host = binding.Host.Trim('[', ']').ToLowerInvariant();
        host = host is "+" ? "*" : host;
        if ((!isHttps && !binding.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
            || (isHttps && priorKnowledge)
            || binding.IsUnixPipe || binding.IsNamedPipe
            || binding.PathBase.Length > 0
            || binding.Port is < 0 or > IPEndPoint.MaxPort
            || (host is not ("*" or "localhost") && !IPAddress.TryParse(host, out _)))
        {
            return false;
        }

        var protocols = priorKnowledge ? HttpProtocols.Http2 : isHttps ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        address = new ListenerAddress(host, binding.Port, isHttps, protocols);
        return true;
    }
}
