namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>An answer's body whose headers reach the client also where its first byte is long in coming.</summary>
/// <remarks>
/// YARP sends headers together with the first bytes: an event source would not open before its first event, and a gRPC
/// client that waits for headers before it speaks would wait for ever. An answer without a body reads its end at once,
/// so that its headers still say that they are all.
/// </remarks>
internal sealed class PromptResponseContent(HttpContent inner, HttpResponse response) : WrappedContent(inner)
{
    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new HeadersFirst(await Inner.ReadAsStreamAsync(cancellationToken), response);

    private sealed class HeadersFirst(Stream body, HttpResponse response) : WrappedStream(body)
    {
        private bool _began;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = Inner.ReadAsync(buffer, cancellationToken);
            if (_began || read.IsCompleted)
            {
                _began = true;
                return read;
            }

            _began = true;
            return StartAndReadAsync(read, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private async ValueTask<int> StartAndReadAsync(ValueTask<int> read, CancellationToken cancellationToken)
        {
            await response.Body.FlushAsync(cancellationToken);
            return await read;
        }
    }
}
