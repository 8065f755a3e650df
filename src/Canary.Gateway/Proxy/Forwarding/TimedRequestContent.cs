using System.Net;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>A request's body that tells a timer when bytes move and when the last one did.</summary>
internal sealed class TimedRequestContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly PhaseTimer _timer;

    /// <summary>Wraps a body and takes its headers over.</summary>
    public TimedRequestContent(HttpContent inner, PhaseTimer timer)
    {
        _inner = inner;
        _timer = timer;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var timed = new TimedStream(stream, _timer, ownsInner: false);
        await _inner.CopyToAsync(timed, context, cancellationToken);
        _timer.RequestSent();
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
