using System.Diagnostics;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Observation;

/// <summary>A forwarded request that tells an observer when it is sent, answered and over.</summary>
/// <param name="observer">Who is told.</param>
/// <param name="record">What is known of it.</param>
/// <param name="variant">Where it goes.</param>
/// <param name="trustedPeer">Whether the peer's word about the client is believed.</param>
/// <param name="setCookie">A <c>Set-Cookie</c> value for the answer, or null.</param>
internal sealed class ObservedRequest(RequestObserver observer, RequestRecord record, RoutedVariant variant, bool trustedPeer, string? setCookie)
    : ForwardedRequest(record.Service!, variant, trustedPeer, setCookie)
{
    /// <summary>What is known of it.</summary>
    public RequestRecord Record => record;

    /// <summary>The span of the gateway's part; null where there are no traces.</summary>
    public Activity? ServerSpan { get; init; }

    /// <summary>The span of the backend's part; null before it is sent and where the trace is not recorded.</summary>
    public Activity? ClientSpan { get; set; }

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        observer.Sending(this, proxyRequest, destinationPrefix);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        observer.Answered(this, proxyResponse);
        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    /// <summary>It is over.</summary>
    /// <param name="status">The status code as it is counted.</param>
    /// <param name="error">What went wrong on the way.</param>
    public void Ended(int status, ForwarderError error) => observer.Ended(this, status, error);
}
