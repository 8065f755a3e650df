using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Proxy.WebSockets;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Sends a request to one destination, by the way that suits it, and has the destination's health learn how that went.</summary>
internal sealed class BackendSender(BodilessForwarder bodiless, IHttpForwarder forwarder, OpenWebSockets sockets)
{
    /// <summary>Sends it once.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="request">How it is transformed; names the variant.</param>
    /// <param name="destination">Where to; null: there is none, which is answered with 503, as is a variant with too many requests under way.</param>
    /// <returns>What went wrong.</returns>
    public ValueTask<ForwarderError> SendAsync(HttpContext context, ForwardedRequest request, BalancedDestination? destination)
    {
        if (destination is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return new ValueTask<ForwarderError>(ForwarderError.NoAvailableDestinations);
        }

        if (!request.Variant.TryEnter())
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
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
            variant.Leave();
            var seen = request.Attempt is { HasBrokenOff: true } ? ForwarderError.ResponseBodyDestination : error;
            variant.Health.RequestEnded(destination, seen, context.Response.StatusCode, context.RequestAborted.IsCancellationRequested);
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
