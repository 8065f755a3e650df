using System.Net;
using System.Net.Sockets;
using Canary.Core.Services;

namespace Canary.Gateway.Notifications;

/// <summary>Where the gateway may be sent to by what operators write: never to link-local addresses (metadata services of clouds), never to its own admin listener.</summary>
internal static class OutboundAddress
{
    private const int MaxLength = 2_000;

    /// <summary>What is wrong with a URL as it is written, or null; names are looked at again when they are resolved.</summary>
    public static string? Problem(string url, IReadOnlyList<string> schemes)
    {
        if (url.Length > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || !schemes.Contains(uri.Scheme) || uri.Host.Length == 0)
        {
            // Never the value: it may hold a password.
            return $"must be a URL with {string.Join(" or ", schemes)}, of at most {MaxLength} characters.";
        }

        return IPAddress.TryParse(uri.DnsSafeHost, out var address) && IsForbidden(address)
            ? $"must not lead to {Quoted.Text(uri.DnsSafeHost)}: link-local addresses are not allowed."
            : null;
    }

    /// <summary>Whether an address is link-local, also where it is written as an IPv6 one.</summary>
    public static bool IsForbidden(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.IsIPv6LinkLocal || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [169, 254, ..]);
    }
}
