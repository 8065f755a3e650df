using System.Net;

namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>A body of no bytes: only there to carry the headers that describe one.</summary>
internal sealed class NoBody : HttpContent
{
    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return true;
    }
}
