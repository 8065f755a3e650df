using System.Net;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>An answer's body whose stream is cancelled when no bytes move for too long.</summary>
internal sealed class TimedResponseContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly PhaseTimer _timer;

    /// <summary>Wraps a body and takes its headers over.</summary>
    public TimedResponseContent(HttpContent inner, PhaseTimer timer)
    {
        _inner = inner;
        _timer = timer;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <inheritdoc/>
    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new TimedStream(await _inner.ReadAsStreamAsync(cancellationToken), _timer, ownsInner: true);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var body = await CreateContentReadStreamAsync();
        await body.CopyToAsync(stream);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _timer.Dispose();
        }

        base.Dispose(disposing);
    }
}
