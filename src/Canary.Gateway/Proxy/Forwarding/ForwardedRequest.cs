using System.Net;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Proxy.Forwarding.Bodies;
using Canary.Gateway.Proxy.Forwarding.Headers;
using Canary.Gateway.Proxy.Guarding;
using Canary.Gateway.Proxy.Mirroring;
using Canary.Gateway.Proxy.Replay;
using Canary.Gateway.Proxy.Routing;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>One request whose variant is chosen: copies it to the backend and the answer to the client, with the gateway's headers in both.</summary>
/// <remarks>
/// The client's <c>Host</c> goes to the backend as it is, as backends make absolute links and cookies from it. One object a request
/// is both what it carries and how it is transformed, so that nothing needs to be looked up by way of the context.
/// </remarks>
/// <param name="service">Its service.</param>
/// <param name="variant">The variant that was chosen.</param>
/// <param name="trustedPeer">Whether the peer's word about the client is believed.</param>
/// <param name="setCookie">A <c>Set-Cookie</c> value for the answer, or null.</param>
internal class ForwardedRequest(RoutedService service, RoutedVariant variant, bool trustedPeer, string? setCookie) : HttpTransformer
{
    // A body of known length up to this is sent in one go and not piece by piece: watching for pauses in it costs a POST of 10 KB a tenth.
    private const long SmallBody = 64 * 1024;

    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // Apart, as they then fit beside the flag and cost no memory.
    private readonly uint _user;
    private readonly CountedAs _countedAs;

    /// <summary>Its service, as it was when the variant was chosen.</summary>
    public RoutedService Service => service;

    /// <summary>The variant that it goes to: the one that was chosen, or the baseline after a fallback.</summary>
    public RoutedVariant Variant => variant;

    /// <summary>The sending under way, where there may be several; null: it is the only one. Default null.</summary>
    public Attempt? Attempt { get; set; }

    /// <summary>How it counts as evidence. Default: not at all.</summary>
    public CountedRequest Counted
    {
        get => new(_user, _countedAs);
        init => (_user, _countedAs) = (value.User, value.As);
    }

    /// <inheritdoc/>
    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        RequestHeaderCopy.Copy(httpContext.Request, proxyRequest, trustedPeer);
        GatewayHeaders.Write(proxyRequest.Headers, httpContext, variant, trustedPeer);
        proxyRequest.RequestUri = TargetAsSent(httpContext, destinationPrefix);
        if (proxyRequest.Content is { } body and not NoBody && !(httpContext.Request.ContentLength <= SmallBody))
        {
            proxyRequest.Content = new PromptRequestContent(body, httpContext);
        }

        if (!IsIdempotent(httpContext.Request.Method))
        {
            // What has no body the HTTP client sends again by itself where a kept connection ends, whatever its method.
            proxyRequest.Content ??= new NoBody();
        }

        service.Transforms?.ChangeRequest(httpContext, proxyRequest, destinationPrefix);
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
        {
            AnswerGuard.Check(httpContext, proxyResponse);
        }

        return Attempt is not { } attempt || proxyResponse is null
            ? new ValueTask<bool>(CopyAnswer(httpContext, proxyResponse))
            : CopyIfTakenAsync(attempt, httpContext, proxyResponse, cancellationToken);
    }

    /// <summary>The chosen variant failed: from now on it goes to the baseline.</summary>
    public void FallBack() => variant = service.Baseline;

    private static bool IsIdempotent(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsOptions(method) || HttpMethods.IsConnect(method);

    private async ValueTask<bool> CopyIfTakenAsync(Attempt attempt, HttpContext context, HttpResponseMessage answer, CancellationToken cancellation) =>
        await attempt.TakesAsync(answer, cancellation) && CopyAnswer(context, answer);

    private bool CopyAnswer(HttpContext httpContext, HttpResponseMessage? proxyResponse)
    {
        var headers = httpContext.Response.Headers;
        if (proxyResponse is not null)
        {
            ResponseHeaderCopy.Copy(proxyResponse, headers);
            service.Transforms?.ChangeResponse(httpContext, proxyResponse);
        }

        WriteTo(headers);
        if (headers.ContentLength is not <= SmallBody && proxyResponse is { StatusCode: not HttpStatusCode.SwitchingProtocols })
        {
            proxyResponse.Content = new LongResponseContent(proxyResponse.Content, headers.ContentLength is null ? httpContext.Response : null);
        }

        if (service.Mirror is not null)
        {
            ServiceMirror.Answered(httpContext, proxyResponse);
        }

        return proxyResponse is not null;
    }

    /// <inheritdoc/>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        var copied = base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);
        service.Transforms?.ChangeTrailers(httpContext, proxyResponse);
        return copied;
    }

    /// <summary>Puts the gateway's own headers into the answer, in place of a backend's of the same name. Calling it again changes nothing.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        if (service.Snapshot.Config.ExposeVariant)
        {
            headers[GatewayHeaders.Variant] = variant.HeaderValue;
        }
        else
        {
            headers.Remove(GatewayHeaders.Variant);
        }

        if (setCookie is not null && !headers.SetCookie.Contains(setCookie))
        {
            headers.Append("Set-Cookie", setCookie);
        }
    }

    /// <summary>The backend's address for a target in its usual form, with every escape as the client wrote it; null leaves other forms to YARP.</summary>
    private static Uri? TargetAsSent(HttpContext context, string destinationPrefix)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') && !target.Contains('#', StringComparison.Ordinal)
            ? new Uri(string.Concat(destinationPrefix.AsSpan().TrimEnd('/'), target), AsSent)
            : null;
    }
}
