using System.Net;

namespace Canary.Core.Services;

/// <summary>Link-local addresses, where clouds answer with their secrets: nothing of the gateway ever connects there.</summary>
public static class LinkLocalAddress
{
    /// <summary>Whether an address is in 169.254.0.0/16 or fe80::/10, also where the former is written as an IPv6 one (mapped, compatible, NAT64 or 6to4).</summary>
    public static bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var length) && length == 4
            ? IsLinkLocal(bytes)
            : address.IsIPv6LinkLocal || IsLinkLocal(EmbeddedIn(bytes));
    }

    /// <summary>The IPv4 address that an IPv6 one stands for: mapped, compatible, by NAT64 or by 6to4. Null: it stands for none.</summary>
    public static IPAddress? EmbeddedIn(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var length) && length == 16 && EmbeddedIn(bytes) is { Length: >= 4 } ipv4 ? new IPAddress(ipv4[..4]) : null;
    }

    private static bool IsLinkLocal(ReadOnlySpan<byte> ipv4) => ipv4 is [169, 254, _, _, ..];

    private static ReadOnlySpan<byte> EmbeddedIn(ReadOnlySpan<byte> ipv6) => ipv6 switch
    {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ..] or [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ..] => ipv6[12..],
        [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..] => ipv6[12..],
        [0x20, 0x02, ..] => ipv6[2..6],
        _ => [],
    };
}
