using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Health;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Replay;

/// <summary>Sends a request of a service with fallback, retries or a deadline: to further destinations of its variant, then to those of the baseline, until one answers.</summary>
internal sealed class ReplayingSender(BackendSender sender, TimeProvider time)
{
    /// <summary>Sends it as often as it takes and its service allows.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="request">How it is transformed; names the variant, which is the baseline after a fallback.</param>
    /// <param name="first">The first destination; null: there is none.</param>
    /// <param name="replay">What the service says.</param>
    /// <param name="started">When it began, by the clock's timestamp.</param>
    /// <returns>What went wrong with the last sending.</returns>
    public async ValueTask<ForwarderError> SendAsync(HttpContext context, ForwardedRequest request, BalancedDestination? first, ServiceReplay replay, long started)
    {
        replay.RequestCame();
        using var attempt = new Attempt(context);
        var way = new ReplayWay(request, replay, first, context.Request.Method, () => Elapsed(started));
        var body = way.MayGoOn ? KeepBody(context, way.MostBody) : null;
        request.Attempt = attempt;
        while (true)
        {
            if (way.TimeLeft == TimeSpan.Zero)
            {
                context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
                return ForwarderError.RequestTimedOut;
            }

            attempt.Begin(way.Policy, () => body is not { CanRewind: false } && way.TryTakeNext(), way.Limit);
            var error = await sender.SendOneAsync(context, request, way.Destination);
            if (!attempt.FollowsAfter(error))
            {
                return error;
            }

            GoOn(context, request, way, attempt, started);
            if (body is not null)
            {
                body.Rewind();
                context.Request.Body = body;
            }
        }
    }

    /// <summary>The body, kept so that it can be sent again; null where there is none.</summary>
    private static ReplayableBody? KeepBody(HttpContext context, int most)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return null;
        }

        var body = new ReplayableBody(context.Request.Body, most);
        context.Request.Body = body;
        return body;
    }

    private void GoOn(HttpContext context, ForwardedRequest request, ReplayWay way, Attempt attempt, long started)
    {
        var (variant, status) = (request.Variant, attempt.RefusedStatus > 0 ? attempt.RefusedStatus : context.Response.StatusCode);
        context.Response.Clear();
        if (!way.FellBack)
        {
            variant.Metrics.RequestRetried();
            return;
        }

        // The client is to see the baseline's answer, and the variant gets the blame.
        var duration = Elapsed(started);
        variant.Metrics.RequestEnded(status, duration);
        variant.Metrics.RequestFellBack();
        request.Service.Evidence?.Ended(request.Counted, failed: true, duration.Ticks);
        attempt.Blame(variant, status);
        request.FallBack();
    }

    private TimeSpan Elapsed(long started) => time.GetElapsedTime(started);
}
