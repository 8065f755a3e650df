using System.Net;

namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>A request's body whose bytes are sent on before more are waited for.</summary>
/// <remarks>
/// The client's stack keeps written bytes until its buffer is full, and YARP has it flush for gRPC only. Here it flushes
/// exactly when the next bytes are not there yet: a trickle reaches the backend at once, a flood costs no call more.
/// </remarks>
internal sealed class PromptRequestContent(HttpContent inner, HttpContext context) : WrappedContent(inner)
{
    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? transport, CancellationToken cancellationToken)
    {
        context.Request.Body = new FlushingSource(context.Request.Body, stream);
        return Inner.CopyToAsync(stream, transport, cancellationToken);
    }

    private sealed class FlushingSource(Stream source, Stream sink) : WrappedStream(source)
    {
        private bool _hasUnsent;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = Inner.ReadAsync(buffer, cancellationToken);
            if (read.IsCompleted || !_hasUnsent)
            {
                _hasUnsent |= buffer.Length > 0;
                return read;
            }

            _hasUnsent = buffer.Length > 0;
            return FlushAndReadAsync(read, cancellationToken);
        }

        private async ValueTask<int> FlushAndReadAsync(ValueTask<int> read, CancellationToken cancellationToken)
        {
            try
            {
                await sink.FlushAsync(cancellationToken);
            }
            catch (IOException)
            {
                // It is the backend's failure and not the client's: the next write, or the wait for the answer, meets it again and says so.
            }

            return await read;
        }
    }
}
