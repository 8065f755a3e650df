using Canary.Core.Selection;
using Canary.Gateway.Proxy.Clients;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Proxy.Forwarding.Headers;
using Canary.Gateway.Proxy.Guarding;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Proxy.Listeners;
using Canary.Gateway.Proxy.Mirroring;
using Canary.Gateway.Proxy.Observation;
using Canary.Gateway.Proxy.Replay;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Proxy.Testers;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>The whole of the data plane's pipeline: finds a request's service, chooses its variant, picks a destination, forwards, and counts how it ends.</summary>
internal sealed class VariantForwarder(
    RoutingState routing,
    TrustedProxies trusted,
    BodyLimit bodies,
    PassedChoices passedChoices,
    BackendSender sender,
    ReplayingSender replaying,
    RequestObserver? observer,
    TimeProvider time)
{
    /// <summary>Turns away a request that is one too many for the gateway.</summary>
    public Task ShedAsync(HttpContext context) => Refuse(context, null, Refusal.Overloaded, time.GetTimestamp());


    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        if (RequestGuard.Refuse(context) is { } malformed)
        {
            return Refuse(context, null, malformed, started);
        }

        var request = context.Request;
        var path = RequestPath.Normalise(request.Path.Value ?? "/");
        var snapshot = routing.Current;
        var service = snapshot.Find(HostName.WithoutPort(request.Host.Value), path);
        if (service is null)
        {
            var loaded = !ReferenceEquals(snapshot, RoutingSnapshot.Empty);
            return observer is null ? NoService.WriteAsync(context.Response, loaded) : observer.AnswerWithoutServiceAsync(context, loaded, started);
        }

        if ((service.Clients?.Refuse(context, path, trusted, started) ?? bodies.Refuse(context, service.Clients)) is { } refusal)
        {
            return Refuse(context, service, refusal, started);
        }

        return service.Snapshot.HasRegexRules
            ? SelectElsewhereAsync(context, service, path, started)
            : SelectAsync(context, service, path, started);
    }

    private Task Refuse(HttpContext context, RoutedService? service, Refusal refusal, long started) =>
        observer is null ? refusal.WriteAsync(context.Response) : observer.RefuseAsync(context, service, refusal, started);

    /// <summary>A pattern may take milliseconds over a hostile value, and socket threads have other connections to serve: the thread pool does it.</summary>
    private async Task SelectElsewhereAsync(HttpContext context, RoutedService service, string path, long started)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await SelectAsync(context, service, path, started);
    }

    private Task SelectAsync(HttpContext context, RoutedService service, string path, long started)
    {
        var trustedPeer = trusted.Contains(context.Connection.RemoteIpAddress);
        var passed = passedChoices.Of(service.Snapshot, context.Request.Headers, trustedPeer);
        var selection = HttpRequestFacts.Select(service.Snapshot, context, path, trusted, passed);
        if (selection.Rule >= 0)
        {
            service.Rules?.Matched(selection.Rule);
        }

        if (service.Limit is { } limit && selection.Variant == service.LimitedVariant && !Allows(limit, service.Snapshot, context, path, started))
        {
            selection = selection with { Variant = service.Snapshot.BaselineIndex, Reason = SelectionReason.Limit };
        }

        var destination = service.Variants[selection.Variant].Balancer.Pick();
        var counted = service.Evidence?.Begin(selection, service.Limit is not null) ?? default;
        if (destination is null && service.Baseline.Balancer.Pick() is { } ofBaseline && selection.Variant != service.Snapshot.BaselineIndex)
        {
            // Its users would have met an error; they get the baseline's answer, and it the blame.
            service.Evidence?.Ended(counted, failed: true, duration: -1);
            (counted, destination) = (default, ofBaseline);
            selection = selection with { Variant = service.Snapshot.BaselineIndex, Reason = SelectionReason.Unavailable };
        }

        var variant = service.Variants[selection.Variant];
        var cookie = selection.IssuedKey is null ? null : StickyCookie.For(service.Snapshot, selection, CameByHttps(context.Request, trustedPeer));
        BodyLimit.AllowConversation(context, service.Clients);
        service.Mirror?.Begin(context, service, selection.Variant, trustedPeer);
        variant.Metrics.RequestStarted(selection.Reason);
        return ForwardAsync(
            context,
            observer is null
                ? new ForwardedRequest(service, variant, trustedPeer, cookie) { Counted = counted }
                : observer.Begin(context, service, selection, counted, trustedPeer, cookie, started),
            destination,
            started);
    }

    private bool Allows(ExposureLimit limit, ServiceSnapshot service, HttpContext context, string path, long started) =>
        (limit.Users is not { } users || (HttpRequestFacts.TryFindUser(service, context, path, trusted, out var user) && users.Admits(user)))
        && (limit.Requests is not { } requests || requests.Take(started));

    private async Task ForwardAsync(HttpContext context, ForwardedRequest request, BalancedDestination? destination, long started)
    {
        var failed = true;
        var error = ForwarderError.NoAvailableDestinations;
        try
        {
            if (request.Service.Replay is { } replay)
            {
                error = await replaying.SendAsync(context, request, destination, replay, started);
            }
            else if (BackendSender.Begins(context, request, destination))
            {
                try
                {
                    error = await sender.SendAsync(context, request, destination!);
                }
                finally
                {
                    BackendSender.Ended(context, request, request.Variant, destination!, error);
                }
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
            if (request.Service.Mirror is not null)
            {
                ServiceMirror.Ended(context, failed ? ForwarderError.Request : error);
            }

            var status = StatusOf(context, failed, error);
            Count(request, status, failed || BackendErrors.Contains(error), started);
            if (observer is not null)
            {
                ((ObservedRequest)request).Ended(status, error);
            }
        }
    }

    private void Count(ForwardedRequest request, int status, bool failed, long started)
    {
        var service = request.Service;
        if (request.Attempt is { Blamed: { } blamed, BlamedStatus: var code })
        {
            // It counts where it was meant to go, and did when it failed there.
            if (!failed && service.Snapshot.ErrorCodes.Contains(code) && !service.Snapshot.ErrorCodes.Contains(status))
            {
                blamed.Metrics.RequestRescued();
            }

            return;
        }

        var duration = time.GetElapsedTime(started);
        request.Variant.Metrics.RequestEnded(status, duration);
        if (service.Evidence is { } evidence && status != StatusCodes.Status499ClientClosedRequest)
        {
            // How long a connection is kept open says nothing about the backend.
            evidence.Ended(
                request.Counted,
                failed || evidence.ErrorCodes.Contains(status),
                status == StatusCodes.Status101SwitchingProtocols ? -1 : duration.Ticks);
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
}
