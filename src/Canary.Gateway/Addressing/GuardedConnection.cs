using System.Net;
using System.Net.Sockets;

namespace Canary.Gateway.Addressing;

/// <summary>Connects by rules: what a name means at this moment is what is looked at, so that a name can't be made to mean something else later.</summary>
internal static class GuardedConnection
{
    /// <summary>Connects to the first of a name's addresses that may be connected to and answers.</summary>
    /// <exception cref="IOException">The rules refuse all of its addresses.</exception>
    /// <exception cref="SocketException">None answers.</exception>
    public static async ValueTask<Socket> ConnectAsync(DnsEndPoint target, AddressRules rules, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellation);
        var allowed = Array.FindAll(addresses, address => rules.Problem(address, target.Port) is null);
        if (allowed.Length == 0 && addresses.Length > 0)
        {
            throw new IOException($"'{target.Host}' leads to {addresses[0]}: {rules.Problem(addresses[0], target.Port)}.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
