using Canary.Core.Selection;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Finds a request's service, chooses its variant, points YARP there, and counts how it ends.</summary>
internal sealed class VariantSelectionMiddleware(RequestDelegate next, RoutingState routing, TrustedProxies trusted, TimeProvider time)
{
    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var request = context.Request;
        var path = RequestPath.Normalise(request.Path.Value ?? "/");
        var snapshot = routing.Current;
        var service = snapshot.Find(HostName.WithoutPort(request.Host.Value), path);
        if (service is null)
        {
            return NoService.WriteAsync(context.Response, loaded: !ReferenceEquals(snapshot, RoutingSnapshot.Empty));
        }

        var selection = HttpRequestFacts.Select(service.Snapshot, context, path, trusted);
        var trustedPeer = trusted.Contains(context.Connection.RemoteIpAddress);
        var variant = service.Variants[selection.Variant];
        var cookie = StickyCookie.For(service.Snapshot, selection, CameByHttps(request, trustedPeer));
        var routed = new RoutedRequest(service, variant, trustedPeer, cookie);
        context.Features.Set<IReverseProxyFeature>(routed);
        AllowQuietStream(context);
        variant.Metrics.RequestStarted(selection.Reason);
        return ForwardAsync(context, routed, started);
    }

    private async Task ForwardAsync(HttpContext context, RoutedRequest routed, long started)
    {
        var failed = true;
        try
        {
            await next(context);
            failed = false;
            if (!context.Response.HasStarted)
            {
                // The gateway's own answer, such as 503 where no destination is healthy.
                routed.WriteTo(context.Response.Headers);
            }
        }
        finally
        {
            routed.Variant.Metrics.RequestEnded(StatusOf(context, failed), time.GetElapsedTime(started));
        }
    }

    private static int StatusOf(HttpContext context, bool failed)
    {
        var status = context.Response.StatusCode;
        if (status == StatusCodes.Status101SwitchingProtocols)
        {
            return status;
        }

        // An error together with a client that is gone: it went away before it had its answer. Without an error it had it, and left then.
        var ended = failed || context.Features.Get<IForwarderErrorFeature>() is not null;
        return ended && context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest
            : failed && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError
            : status;
    }

    private static bool CameByHttps(HttpRequest request, bool trustedPeer) =>
        request.IsHttps || (trustedPeer && string.Equals(request.Headers["X-Forwarded-Proto"], "https", StringComparison.OrdinalIgnoreCase));

    /// <summary>An HTTP/2 request of unknown length may be one side of a conversation, where silence is no attack: it has the idle timeout only.</summary>
    private static void AllowQuietStream(HttpContext context)
    {
        if (context.Request.ContentLength is null
            && HttpProtocol.IsHttp2(context.Request.Protocol)
            && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
