using System.Net;

namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>A request's body that tells a timer when bytes move and when the last one did.</summary>
internal sealed class TimedRequestContent(HttpContent inner, PhaseTimer timer) : WrappedContent(inner)
{
    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var timed = new TimedStream(stream, timer, ownsInner: false);
        await Inner.CopyToAsync(timed, context, cancellationToken);
        timer.RequestSent();
    }
}
