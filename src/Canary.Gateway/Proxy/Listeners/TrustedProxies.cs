using System.Net;
using Canary.Core.Selection;

namespace Canary.Gateway.Proxy.Listeners;

/// <summary>The peers whose word about the client is believed.</summary>
internal sealed class TrustedProxies(IReadOnlyList<AddressRange> ranges)
{
    private readonly AddressRange[] _ranges = [.. ranges];

    /// <summary>Parses the setting <c>Canary:Proxy:TrustedProxies</c>.</summary>
    /// <param name="values">Addresses and CIDR ranges.</param>
    /// <param name="problems">Receives one line for each that is wrong.</param>
    public static TrustedProxies Parse(IList<string> values, ICollection<string> problems)
    {
        var ranges = new List<AddressRange>();
        for (var i = 0; i < values.Count; i++)
        {
            if (AddressRange.TryParse(values[i], out var range, out var problem))
            {
                ranges.Add(range);
            }
            else
            {
                problems.Add($"Canary:Proxy:TrustedProxies:{i}: '{values[i]}' {problem}");
            }
        }

        return new TrustedProxies(ranges);
    }

    /// <summary>Whether a peer is believed. One without an address never is.</summary>
    public bool Contains(IPAddress? peer)
    {
        if (peer is null || _ranges.Length == 0)
        {
            return false;
        }

        var address = new NumericAddress(peer);
        foreach (var range in _ranges)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The address of a request's client, as far as it is believed.</summary>
    public IPAddress? ClientOf(HttpContext context)
    {
        var peer = context.Connection.RemoteIpAddress;
        return Contains(peer) ? ClientOf(peer, context.Request.Headers["X-Forwarded-For"].ToString()) : peer;
    }

    /// <summary>The client's address: the peer, or, where the peer is trusted, the last of its <c>X-Forwarded-For</c> that is not.</summary>
    /// <param name="peer">The address at the other end of the connection.</param>
    /// <param name="forwardedFor">All of the header's lines as one, entries separated by commas. What is not an address ends the search.</param>
    public IPAddress? ClientOf(IPAddress? peer, ReadOnlySpan<char> forwardedFor)
    {
        var client = peer;
        while (!forwardedFor.IsEmpty && Contains(client))
        {
            var comma = forwardedFor.LastIndexOf(',');
            var entry = forwardedFor[(comma + 1)..].Trim();
            forwardedFor = comma < 0 ? [] : forwardedFor[..comma];
            if (!TryParseEntry(entry, out var address))
            {
                break;
            }

            client = address;
        }

        return client;
    }

    private static bool TryParseEntry(ReadOnlySpan<char> entry, out IPAddress? address)
    {
        // An entry may have a port: 192.0.2.1:4711 or [2001:db8::1]:4711.
        if (entry.StartsWith('['))
        {
            var end = entry.IndexOf(']');
            entry = end < 0 ? entry : entry[1..end];
        }
        else if (entry.Count(':') == 1)
        {
            entry = entry[..entry.IndexOf(':')];
        }

        return IPAddress.TryParse(entry, out address);
    }
}
