using System.Net;
using System.Net.Sockets;

namespace Canary.Gateway.Notifications;

/// <summary>Makes HTTP clients for URLs that operators wrote: addresses are checked when they are connected to, and nothing leads elsewhere afterwards.</summary>
internal static class OutboundClient
{
    /// <summary>A client that follows no redirects, uses no proxy, keeps no cookies, and connects to no forbidden address.</summary>
    /// <param name="ownAdmin">Where this gateway's admin surface listens; asked at each connection.</param>
    public static HttpMessageInvoker Create(Func<IReadOnlyList<Uri>> ownAdmin) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, ownAdmin(), cancellation),
    });

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, IReadOnlyList<Uri> ownAdmin, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellation);
        if (OutboundAddress.ConnectProblem(target.Host, addresses, target.Port, ownAdmin) is { } problem)
        {
            throw new HttpRequestException(problem);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
