using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Copies a request to the backend and its answer to the client, with the gateway's headers in both.</summary>
/// <remarks>The client's <c>Host</c> goes to the backend as it is, as backends make absolute links and cookies from it.</remarks>
internal sealed class GatewayTransformer : HttpTransformer
{
    // A body of known length that fits a few packets comes at once; nobody streams it piece by piece.
    private const long SmallBody = 4 * 1024;

    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var routed = RoutedOf(httpContext);
        GatewayHeaders.Write(proxyRequest.Headers, httpContext, routed.Variant, routed.TrustedPeer);
        proxyRequest.RequestUri = TargetAsSent(httpContext, destinationPrefix);
        if (proxyRequest.Content is { } body && !(httpContext.Request.ContentLength <= SmallBody))
        {
            proxyRequest.Content = new PromptRequestContent(body, httpContext);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var copyBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        RoutedOf(httpContext).WriteTo(httpContext.Response.Headers);
        if (proxyResponse is { Content.Headers.ContentLength: null, StatusCode: not HttpStatusCode.SwitchingProtocols })
        {
            proxyResponse.Content = new PromptResponseContent(proxyResponse.Content, httpContext.Response);
        }

        return copyBody;
    }

    private static RoutedRequest RoutedOf(HttpContext context) => (RoutedRequest)context.Features.GetRequiredFeature<IReverseProxyFeature>();

    /// <summary>The backend's address for a target in its usual form, with every escape as the client wrote it; null leaves other forms to YARP.</summary>
    private static Uri? TargetAsSent(HttpContext context, string destinationPrefix)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') && !target.Contains('#', StringComparison.Ordinal)
            ? new Uri(string.Concat(destinationPrefix.AsSpan().TrimEnd('/'), target), AsSent)
            : null;
    }
}
