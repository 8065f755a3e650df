namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>An answer's body whose stream is cancelled when no bytes move for too long.</summary>
internal sealed class TimedResponseContent(HttpContent inner, PhaseTimer timer) : WrappedContent(inner)
{
    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new TimedStream(await Inner.ReadAsStreamAsync(cancellationToken), timer, ownsInner: true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            timer.Dispose();
        }

        base.Dispose(disposing);
    }
}
