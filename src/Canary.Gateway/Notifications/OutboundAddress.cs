using System.Net;
using System.Net.NetworkInformation;
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

    /// <summary>Why a name must not be connected to, now that it is known where it leads; null: it may.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="addresses">Where it leads.</param>
    /// <param name="port">The port.</param>
    /// <param name="ownAdmin">Where this gateway's admin surface listens.</param>
    public static string? ConnectProblem(string name, IReadOnlyList<IPAddress> addresses, int port, IReadOnlyList<Uri> ownAdmin) =>
        addresses.FirstOrDefault(IsForbidden) is { } forbidden ? $"'{name}' leads to {forbidden}: link-local addresses are not allowed."
        : ownAdmin.Any(own => own.Port == port) && addresses.Any(IsOwn) ? $"'{name}:{port}' is this gateway's own admin listener, which is not allowed."
        : null;

    private static bool IsOwn(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
        || NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(address));
}
