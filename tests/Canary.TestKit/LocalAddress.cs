using System.Net;
using System.Net.Sockets;

namespace Canary.TestKit;

/// <summary>Clients that come from an address of their own within 127.0.0.0/8, as if they were other machines.</summary>
public static class LocalAddress
{
    /// <summary>A handler that connects from <paramref name="from"/>, keeps no cookies and follows no redirects.</summary>
    public static SocketsHttpHandler Handler(IPAddress from) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
