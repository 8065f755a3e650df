using System.Net;
using Canary.Gateway.Proxy.Forwarding.Bodies;
using Canary.Gateway.Proxy.Routing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Forwards requests that have no body and ask for no upgrade, which most are; YARP's forwarder does the others.</summary>
/// <remarks>
/// With only one direction to copy there are no two sides to keep in step, and an exchange needs one timer, one state and one
/// small buffer. Its outcomes are YARP's: the same errors, the same status codes, and a connection that is aborted where an answer
/// ends too early, so that half an answer never looks like a whole one. See docs/decisions/007.
/// </remarks>
internal sealed class BodilessForwarder(FailureLog failures)
{
    private const int Http2Cancel = 8;
    private const int Http2InternalError = 2;

    /// <summary>Whether a request is one that it forwards.</summary>
    public static bool Takes(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
        && context.Request.Headers.Upgrade.Count == 0
        && !HttpMethods.IsConnect(context.Request.Method);

    /// <summary>Sends the request and copies the answer. Never throws for what backend or client do.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="destination">The backend's address, as <c>http://10.0.0.1:8080/</c>.</param>
    /// <param name="request">What is to be changed on the way.</param>
    /// <returns>What went wrong, as YARP would call it; the answer, or the connection's end, is then decided.</returns>
    public async ValueTask<ForwarderError> SendAsync(HttpContext context, string destination, ForwardedRequest request)
    {
        var variant = request.Variant;
        var timer = ForwardingTimer.Start(variant.IdleTimeout, request.Attempt?.Limit, context.RequestAborted);
        var stage = ForwarderError.RequestCreation;
        HttpResponseMessage? answer = null;
        try
        {
            var message = NewMessage(context, variant);
            await request.TransformRequestAsync(context, message, destination, timer.Token);
            message.RequestUri ??= RequestUtilities.MakeDestinationAddress(destination, context.Request.Path, context.Request.QueryString);
            stage = ForwarderError.Request;
            answer = await variant.Client.SendAsync(message, timer.Token);
            timer.AnswerBegan();
            stage = ForwarderError.ResponseHeaders;
            CopyStatus(context, answer);
            if (!await request.TransformResponseAsync(context, answer, timer.Token))
            {
                answer.Dispose();
                return ForwarderError.None;
            }

            stage = ForwarderError.ResponseBodyDestination;
            var body = await answer.Content.ReadAsStreamAsync(timer.Token);
            var length = LengthOf(answer, context.Response);
            var copied = await AnswerBody.CopyAsync(body, length, context.Response, timer);
            if (copied.Exception is { } failure)
            {
                await body.DisposeAsync();
                return FailBody(context, request, timer.ClientGone ? ForwarderError.ResponseBodyCanceled : copied.Error, failure);
            }

            if (length is null)
            {
                await request.TransformResponseTrailersAsync(context, answer, timer.Token);
            }

            await body.DisposeAsync();
            return ForwarderError.None;
        }
        catch (Exception e)
        {
            answer?.Dispose();
            return stage switch
            {
                ForwarderError.RequestCreation or ForwarderError.Request => FailRequest(context, request, timer, stage, e),
                ForwarderError.ResponseHeaders => FailHeaders(context, request, e),
                _ => FailBody(context, request, timer.ClientGone ? ForwarderError.ResponseBodyCanceled : stage, e),
            };
        }
        finally
        {
            timer.End();
        }
    }

    /// <summary>A request for a variant with the client's method, and nothing else of it yet.</summary>
    public static HttpRequestMessage NewMessage(HttpContext context, RoutedVariant variant) => new()
    {
        Method = MethodOf(context.Request.Method),
        Version = variant.RequestConfig.Version ?? HttpVersion.Version20,
        VersionPolicy = variant.RequestConfig.VersionPolicy ?? HttpVersionPolicy.RequestVersionOrLower,
    };

    private static HttpMethod MethodOf(string method) =>
        HttpMethods.IsGet(method) ? HttpMethod.Get
        : HttpMethods.IsHead(method) ? HttpMethod.Head
        : HttpMethods.IsOptions(method) ? HttpMethod.Options
        : HttpMethods.IsDelete(method) ? HttpMethod.Delete
        : HttpMethods.IsPost(method) ? HttpMethod.Post
        : HttpMethods.IsPut(method) ? HttpMethod.Put
        : new HttpMethod(method);

    private static void CopyStatus(HttpContext context, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        context.Response.StatusCode = status;
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && answer.ReasonPhrase != ReasonPhrases.GetReasonPhrase(status))
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = answer.ReasonPhrase;
        }
    }

    /// <summary>How many bytes of body end the answer. In HTTP/2 they don't: trailers may follow, and what is not read to its end is reset.</summary>
    private static long? LengthOf(HttpResponseMessage answer, HttpResponse response) =>
        answer.Version.Major == 1 ? response.ContentLength : null;

    private ForwarderError FailRequest(HttpContext context, ForwardedRequest request, ForwardingTimer timer, ForwarderError stage, Exception exception)
    {
        var (error, status) = timer.ClientGone ? (ForwarderError.RequestCanceled, StatusCodes.Status400BadRequest)
            : exception is OperationCanceledException ? (ForwarderError.RequestTimedOut, StatusCodes.Status504GatewayTimeout)
            : (stage, StatusCodes.Status502BadGateway);
        failures.Failed(request.Service.Snapshot.Name, request.Variant, error, exception);
        context.Response.StatusCode = status;
        return error;
    }

    private ForwarderError FailHeaders(HttpContext context, ForwardedRequest request, Exception exception)
    {
        failures.Failed(request.Service.Snapshot.Name, request.Variant, ForwarderError.ResponseHeaders, exception);
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status502BadGateway;
        return ForwarderError.ResponseHeaders;
    }

    private ForwarderError FailBody(HttpContext context, ForwardedRequest request, ForwarderError error, Exception exception)
    {
        failures.Failed(request.Service.Snapshot.Name, request.Variant, error, exception);
        if (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
        else if (context.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(error == ForwarderError.ResponseBodyCanceled ? Http2Cancel : Http2InternalError);
        }
        else
        {
            context.Abort();
        }

        return error;
    }
}
