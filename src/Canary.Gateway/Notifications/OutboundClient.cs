using System.Net.Sockets;
using Canary.Gateway.Addressing;

namespace Canary.Gateway.Notifications;

/// <summary>Makes HTTP clients for URLs that operators wrote: addresses are checked when they are connected to, and nothing leads elsewhere afterwards.</summary>
internal static class OutboundClient
{
    /// <summary>A client that follows no redirects, uses no proxy, keeps no cookies, and connects to no address that the rules refuse.</summary>
    public static HttpMessageInvoker Create(AddressRules rules) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = async (context, cancellation) => new NetworkStream(await GuardedConnection.ConnectAsync(context.DnsEndPoint, rules, cancellation), ownsSocket: true),
    });
}
