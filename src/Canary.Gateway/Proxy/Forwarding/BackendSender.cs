using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Proxy.WebSockets;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Sends a request to one destination, by the way that suits it, and has the destination's health learn how that went.</summary>
internal sealed class BackendSender(BodilessForwarder bodiless, IHttpForwarder forwarder, FailureRatioPolicy passiveHealth, OpenWebSockets sockets)
{
    /// <summary>Sends it once.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="request">How it is transformed; names the variant.</param>
    /// <param name="destination">Where to; null: there is none, which is answered with 503.</param>
    /// <returns>What went wrong.</returns>
    public ValueTask<ForwarderError> SendAsync(HttpContext context, ForwardedRequest request, BalancedDestination? destination)
    {
        if (destination is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return new ValueTask<ForwarderError>(ForwarderError.NoAvailableDestinations);
        }

        return SendToAsync(context, request, destination);
    }

    private async ValueTask<ForwarderError> SendToAsync(HttpContext context, ForwardedRequest request, BalancedDestination destination)
    {
        var variant = request.Variant;
        var error = ForwarderError.NoAvailableDestinations;
        destination.RequestStarted();
        try
        {
            error = BodilessForwarder.Takes(context)
                ? await bodiless.SendAsync(context, destination.Address, request)
                : await ForwardAsync(context, request, variant, destination.Address);
            return error;
        }
        finally
        {
            destination.RequestEnded();
            if (variant.HasPassiveHealth)
            {
                passiveHealth.RequestEnded(variant.Cluster, destination.State, error, context.RequestAborted.IsCancellationRequested);
            }
        }
    }

    private async ValueTask<ForwarderError> ForwardAsync(HttpContext context, ForwardedRequest request, RoutedVariant variant, string address)
    {
        using var socket = WatchedUpgrade.Begin(sockets, context, request.Service.Snapshot.Name, variant.Name);
        var error = await forwarder.SendAsync(context, address, variant.Client, variant.RequestConfig, request, request.Attempt?.Token ?? CancellationToken.None);
        if (error is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled && request.Attempt is { IsOverdue: true })
        {
            // It was the gateway who would not wait any longer, not the client.
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
            return ForwarderError.RequestTimedOut;
        }

        return error;
    }
}
