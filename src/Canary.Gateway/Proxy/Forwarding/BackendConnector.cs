using System.Net;
using System.Net.Sockets;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Connects to backends, but never to a link-local address: there live the metadata services that hand out a machine's credentials.</summary>
/// <remarks>The validator refuses such addresses, too; here names are checked by what they mean at this moment.</remarks>
internal static class BackendConnector
{
    /// <summary>Connects to the first of a name's addresses that answers.</summary>
    /// <exception cref="IOException">All of its addresses are link-local.</exception>
    /// <exception cref="SocketException">None answers.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        addresses = Array.FindAll(addresses, address => !IsLinkLocal(address));
        if (addresses.Length == 0)
        {
            throw new IOException($"'{host}' has no address that may be connected to; link-local ones are refused.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new BackendStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an address is in 169.254.0.0/16 or fe80::/10.</summary>
    public static bool IsLinkLocal(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return ip.IsIPv6LinkLocal || (ip.TryWriteBytes(bytes, out var length) && length == 4 && bytes[0] == 169 && bytes[1] == 254);
    }
}
