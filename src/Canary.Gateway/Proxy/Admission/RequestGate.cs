using Canary.Gateway.Hosting;
using Microsoft.AspNetCore.Connections.Features;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>Lets as many requests in at once as the limit allows, and has connections end once the gateway is on its way out.</summary>
/// <remarks>One interlocked number; a request that is refused gives its place back at once, so that the next one is served when any ends.</remarks>
internal sealed class RequestGate(ProxyLimits limits, ShedTraffic shed, GatewayLifecycle lifecycle)
{
    private int _inFlight;

    /// <summary>Requests that entered and have not left.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Whether a request may begin; it is then counted until it leaves.</summary>
    public bool TryEnter(HttpContext context)
    {
        if (lifecycle.IsDraining)
        {
            // "Connection: close" with this answer, or GOAWAY: the client's next request goes to another gateway, and none meets a connection that ends.
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        if (Interlocked.Increment(ref _inFlight) <= limits.RequestsInFlight)
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        shed.RequestRefused();
        return false;
    }

    /// <summary>A request that entered has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Whether the client has taken the request back already, before an answer began.</summary>
    public static bool IsTakenBack(HttpContext context) =>
        HttpProtocol.IsHttp2(context.Request.Protocol) && context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted;
}
