using Canary.Gateway.Proxy.Forwarding.Bodies;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>An answer's body of which a copy is kept while the client gets it.</summary>
internal sealed class TeeContent(HttpContent inner, BoundedBytes copy) : WrappedContent(inner)
{
    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new TeeStream(await Inner.ReadAsStreamAsync(cancellationToken), copy, length: null, ended: null, ownsInner: true);
}
