using Canary.Core.Selection;
using Canary.Gateway.Proxy.Clients;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Observation;
using Canary.Gateway.Proxy.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>The whole of the data plane's pipeline: finds a request's service, chooses its variant, picks a destination, forwards, and counts how it ends.</summary>
internal sealed class VariantForwarder(
    RoutingState routing, TrustedProxies trusted, BodilessForwarder bodiless, IHttpForwarder forwarder, RequestObserver? observer, TimeProvider time)
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
            var loaded = !ReferenceEquals(snapshot, RoutingSnapshot.Empty);
            return observer is null ? NoService.WriteAsync(context.Response, loaded) : observer.AnswerWithoutServiceAsync(context, loaded, started);
        }

        if (service.Clients?.Refuse(context, path, trusted, started) is { } refusal)
        {
            return observer is null ? refusal.WriteAsync(context.Response) : observer.RefuseAsync(context, service, refusal, started);
        }

        return service.Snapshot.HasRegexRules
            ? SelectElsewhereAsync(context, service, path, started)
            : SelectAsync(context, service, path, started);
    }

    /// <summary>A pattern may take milliseconds over a hostile value, and socket threads have other connections to serve: the thread pool does it.</summary>
    private async Task SelectElsewhereAsync(HttpContext context, RoutedService service, string path, long started)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await SelectAsync(context, service, path, started);
    }

    private Task SelectAsync(HttpContext context, RoutedService service, string path, long started)
    {
        var selection = HttpRequestFacts.Select(service.Snapshot, context, path, trusted);
        if (service.Limit is { } limit && selection.Variant == service.LimitedVariant && !Allows(limit, service.Snapshot, context, path, started))
        {
            selection = selection with { Variant = service.Snapshot.BaselineIndex, Reason = SelectionReason.Limit };
        }

        var trustedPeer = trusted.Contains(context.Connection.RemoteIpAddress);
        var variant = service.Variants[selection.Variant];
        var cookie = selection.IssuedKey is null ? null : StickyCookie.For(service.Snapshot, selection, CameByHttps(context.Request, trustedPeer));
        AllowQuietStream(context);
        variant.Metrics.RequestStarted(selection.Reason);
        var counted = service.Evidence?.Begin(selection, service.Limit is not null) ?? default;
        return ForwardAsync(
            context,
            observer is null
                ? new ForwardedRequest(service, variant, trustedPeer, cookie) { Counted = counted }
                : observer.Begin(context, service, selection, counted, trustedPeer, cookie, started),
            started);
    }

    private bool Allows(ExposureLimit limit, ServiceSnapshot service, HttpContext context, string path, long started) =>
        (limit.Users is not { } users || (HttpRequestFacts.TryFindUser(service, context, path, trusted, out var user) && users.Admits(user)))
        && (limit.Requests is not { } requests || requests.Take(started));

    private async Task ForwardAsync(HttpContext context, ForwardedRequest request, long started)
    {
        var variant = request.Variant;
        var entered = variant.TryEnter();
        var destination = entered ? variant.Balancer.Pick() : null;
        var failed = true;
        var error = ForwarderError.NoAvailableDestinations;
        try
        {
            if (destination is null)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = entered ? default : "1";
            }
            else
            {
                destination.RequestStarted();
                error = BodilessForwarder.Takes(context)
                    ? await bodiless.SendAsync(context, destination.Address, request)
                    : await forwarder.SendAsync(context, destination.Address, variant.Client, variant.RequestConfig, request, CancellationToken.None);
            }

            failed = false;
            if (error != ForwarderError.None && !context.Response.HasStarted)
            {
                // The gateway's own answer, such as 503 where no destination is healthy.
                BodyTooLarge.Correct(context, error);
                request.WriteTo(context.Response.Headers);
            }
        }
        finally
        {
            if (destination is not null)
            {
                destination.RequestEnded();
                variant.Health.RequestEnded(destination, error, context.Response.StatusCode, context.RequestAborted.IsCancellationRequested);
            }

            if (entered)
            {
                variant.Leave();
            }

            var status = StatusOf(context, failed, error);
            var duration = time.GetElapsedTime(started);
            variant.Metrics.RequestEnded(status, duration);
            if (request.Service.Evidence is { } evidence && status != StatusCodes.Status499ClientClosedRequest)
            {
                // How long a connection is kept open says nothing about the backend.
                evidence.Ended(
                    request.Counted,
                    failed || BackendErrors.Contains(error) || evidence.ErrorCodes.Contains(status),
                    status == StatusCodes.Status101SwitchingProtocols ? -1 : duration.Ticks);
            }

            if (observer is not null)
            {
                ((ObservedRequest)request).Ended(status, error);
            }
        }
    }

    private static int StatusOf(HttpContext context, bool failed, ForwarderError error)
    {
        var status = context.Response.StatusCode;
        if (status == StatusCodes.Status101SwitchingProtocols)
        {
            return status;
        }

        // An error together with a client that is gone: it went away before it had its answer. Without an error it had it, and left then.
        return (failed || error != ForwarderError.None) && context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest
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
