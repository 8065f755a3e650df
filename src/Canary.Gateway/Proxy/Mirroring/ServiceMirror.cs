using Canary.Core.Comparison;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Forwarding.Headers;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>Copies a service's requests to one of its variants. What it does on a request's way is bounded: it copies headers, and waits for nothing.</summary>
internal sealed class ServiceMirror
{
    private readonly int _share;

    /// <summary>Makes the mirror of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="config">How it mirrors.</param>
    /// <param name="target">Index of the variant that gets the copies.</param>
    /// <param name="state">What outlives changes of the service.</param>
    public ServiceMirror(ServiceSnapshot service, MirrorConfig config, int target, MirrorState state)
    {
        (Config, Target, State) = (config, target, state);
        Comparison = config.Compare is null ? null : new AnswerComparison(config.Compare);

        // A rollback keeps everything from the variants that it takes back, copies as well.
        _share = service.Config.RolledBack && target != service.BaselineIndex ? 0 : config.Percent.Hundredths;
    }

    /// <summary>How it mirrors.</summary>
    public MirrorConfig Config { get; }

    /// <summary>Index of the variant that gets the copies.</summary>
    public int Target { get; }

    /// <summary>Compares answers, or null.</summary>
    public AnswerComparison? Comparison { get; }

    /// <summary>What outlives changes of the service.</summary>
    public MirrorState State { get; }

    /// <summary>A request begins: it is copied, or counted as not copied, or none of the mirror's business.</summary>
    /// <param name="context">The request.</param>
    /// <param name="service">Its service.</param>
    /// <param name="chosen">Index of the variant that it goes to.</param>
    /// <param name="trustedPeer">Whether the peer's word about the client is believed.</param>
    public void Begin(HttpContext context, RoutedService service, int chosen, bool trustedPeer)
    {
        if (chosen == Target || !IsDrawn(_share) || !Takes(context.Request))
        {
            return;
        }

        if (context.Request.ContentLength > Config.MaxBody)
        {
            State.Metrics.Mirrored(MirrorResult.TooLarge);
        }
        else if (!State.TryBegin(Config.MaxPending))
        {
            State.Metrics.Mirrored(MirrorResult.Dropped);
        }
        else if (!TryBegin(context, service, chosen, trustedPeer))
        {
            State.Metrics.Mirrored(MirrorResult.Failed);
            State.End();
        }
    }

    /// <summary>A backend answered the request; the answer may be watched while the client gets it.</summary>
    public static void Answered(HttpContext context, HttpResponseMessage? answer)
    {
        if (answer is not null)
        {
            context.Features.Get<MirrorCopy>()?.Answer?.Watch(answer);
        }
    }

    /// <summary>The request has ended, one way or the other.</summary>
    public static void Ended(HttpContext context, ForwarderError error) => context.Features.Get<MirrorCopy>()?.RequestEnded(error == ForwarderError.None);

    /// <summary>Whether a share of all, at random, has this one.</summary>
    private static bool IsDrawn(int share) => share == Weight.FullHundredths || (share > 0 && Random.Shared.Next(Weight.FullHundredths) < share);

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    // A copy is not copied again: two gateways, or one that is its own backend, would do so for ever.
    private bool Takes(HttpRequest request) =>
        (IsSafe(request.Method) || (Config.Methods.Contains(request.Method) && !HttpMethods.IsConnect(request.Method)))
        && request.Headers.Upgrade.Count == 0
        && !request.Headers.ContainsKey(GatewayHeaders.Mirror);

    private bool TryBegin(HttpContext context, RoutedService service, int chosen, bool trustedPeer)
    {
        try
        {
            if (OutgoingCopy.Of(context, service, service.Variants[Target], Config.HostSuffix, trustedPeer) is not { } outgoing)
            {
                return false;
            }

            var hasBody = !BodilessForwarder.Takes(context);
            var isBaseline = chosen == service.Snapshot.BaselineIndex;
            var again = isBaseline && !hasBody ? Again(context, service, trustedPeer) : null;
            new MirrorCopy(this, outgoing, again, isBaseline ? service.Evidence : null).Begin(context, hasBody);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            // A request that can't be copied is still one that can be served.
            return false;
        }
    }

    /// <summary>One more request to the baseline, to see where its answers differ from each other; mostly null.</summary>
    private OutgoingCopy? Again(HttpContext context, RoutedService service, bool trustedPeer)
    {
        var noise = Config.Compare?.Noise.Hundredths ?? 0;
        if (noise == 0 || !IsSafe(context.Request.Method) || !(State.Journal.IsNew || IsDrawn(noise)) || !State.TryBegin(Config.MaxPending))
        {
            return null;
        }

        OutgoingCopy? again = null;
        try
        {
            return again = OutgoingCopy.Of(context, service, service.Variants[service.Snapshot.BaselineIndex], "", trustedPeer);
        }
        finally
        {
            if (again is null)
            {
                State.End();
            }
        }
    }
}
