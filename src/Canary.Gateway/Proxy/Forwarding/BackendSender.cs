using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Proxy.WebSockets;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Sends a request to one destination, by the way that suits it, and has the destination's health learn how that went.</summary>
/// <remarks>
/// In three parts, <see cref="Begins"/>, <see cref="SendAsync"/> and <see cref="Ended"/>, so that a request that is sent once needs no
/// asynchronous method, and no memory, beside that of <see cref="VariantForwarder"/>.
/// </remarks>
internal sealed class BackendSender(BodilessForwarder bodiless, IHttpForwarder forwarder, OpenWebSockets sockets, FailureLog failures)
{
    /// <summary>Sends a request that may be sent again.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="request">How it is transformed; names the variant.</param>
    /// <param name="destination">Where to; null: there is none.</param>
    /// <returns>What went wrong.</returns>
    public async ValueTask<ForwarderError> SendOneAsync(HttpContext context, ForwardedRequest request, BalancedDestination? destination)
    {
        var error = ForwarderError.NoAvailableDestinations;
        if (Begins(context, request, destination))
        {
            var variant = request.Variant;
            try
            {
                error = await SendAsync(context, request, destination!);
            }
            finally
            {
                Ended(context, request, variant, destination!, error);
            }
        }

        return error;
    }

    /// <summary>Whether it can be sent now. Where it can't, there being no destination or too many requests under way, the answer is 503.</summary>
    /// <inheritdoc cref="SendOneAsync"/>
    public static bool Begins(HttpContext context, ForwardedRequest request, BalancedDestination? destination)
    {
        if (destination is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return false;
        }

        if (!request.Variant.TryEnter())
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            return false;
        }

        destination.RequestStarted();
        return true;
    }

    /// <summary>Sends it, after <see cref="Begins"/>.</summary>
    /// <inheritdoc cref="SendOneAsync"/>
    public ValueTask<ForwarderError> SendAsync(HttpContext context, ForwardedRequest request, BalancedDestination destination) =>
        BodilessForwarder.Takes(context) ? bodiless.SendAsync(context, destination.Address, request) : ForwardAsync(context, request, destination.Address);

    /// <summary>It has ended, one way or the other.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="request">How it was transformed.</param>
    /// <param name="variant">Where it went.</param>
    /// <param name="destination">To which of the variant's destinations.</param>
    /// <param name="error">What went wrong.</param>
    public static void Ended(HttpContext context, ForwardedRequest request, RoutedVariant variant, BalancedDestination destination, ForwarderError error)
    {
        destination.RequestEnded();
        variant.Leave();
        var seen = request.Attempt is { HasBrokenOff: true } ? ForwarderError.ResponseBodyDestination : error;
        variant.Health.RequestEnded(destination, seen, context.Response.StatusCode, context.RequestAborted.IsCancellationRequested);
    }

    private async ValueTask<ForwarderError> ForwardAsync(HttpContext context, ForwardedRequest request, string address)
    {
        var variant = request.Variant;
        using var socket = WatchedUpgrade.Begin(sockets, context, request.Service.Snapshot.Name, variant.Name);
        var error = Corrected(context, request, await forwarder.SendAsync(context, address, variant.Client, variant.RequestConfig, request, request.Attempt?.Token ?? CancellationToken.None));
        if (error != ForwarderError.None)
        {
            failures.Failed(request.Service.Snapshot.Name, variant, error, context.Features.Get<IForwarderErrorFeature>()?.Exception);
        }

        return error;
    }

    /// <summary>YARP takes what was cancelled for a client that went away. Where the client is there, the gateway would not wait any longer, or the backend ended the connection with a body on its way.</summary>
    private static ForwarderError Corrected(HttpContext context, ForwardedRequest request, ForwarderError error)
    {
        if (!IsCancelled(error, context.Features.Get<IForwarderErrorFeature>()?.Exception) || context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            return error;
        }

        var isOverdue = request.Attempt is { IsOverdue: true };
        context.Response.StatusCode = isOverdue ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway;
        return isOverdue ? ForwarderError.RequestTimedOut : ForwarderError.RequestBodyDestination;
    }

    /// <summary>Whether it ended as something was cancelled. A wait for the client's bytes that ended with the backend's failure YARP takes for the client's; one that was given up, as the client was too slow, is that.</summary>
    private static bool IsCancelled(ForwarderError error, Exception? exception) => error switch
    {
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled => true,
        ForwarderError.RequestBodyClient => exception is AggregateException several
            && several.InnerExceptions.Any(inner => inner is OperationCanceledException)
            && several.InnerExceptions.Any(inner => inner is HttpRequestException),
        _ => false,
    };
}
