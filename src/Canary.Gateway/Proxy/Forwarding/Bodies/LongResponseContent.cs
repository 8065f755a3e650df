namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>An answer's body that is long or of unknown length: its headers don't wait for its first byte, and its copying leaves room for others.</summary>
/// <remarks>
/// YARP sends headers together with the first bytes: an event source would not open before its first event, and a gRPC
/// client that waits for headers before it speaks would wait for ever. An answer without a body reads its end at once,
/// so that its headers still say that they are all.
/// What is written for a client that is gone is thrown away without a wait, and the backend may be fast: until the copying
/// learns that the client is gone, nothing makes it wait, and a few hundred of them would keep every thread from telling
/// them. So after <see cref="MostAtOnce"/> bytes without a wait the others have their turn.
/// </remarks>
/// <param name="inner">The backend's bytes.</param>
/// <param name="unopened">The client's answer, where its headers are not to wait; else null.</param>
internal sealed class LongResponseContent(HttpContent inner, HttpResponse? unopened) : WrappedContent(inner)
{
    /// <summary>How many bytes are read without a wait before others have their turn.</summary>
    public const int MostAtOnce = 256 * 1024;

    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new FairStream(await Inner.ReadAsStreamAsync(cancellationToken), unopened);

    private sealed class FairStream(Stream body, HttpResponse? unopened) : WrappedStream(body)
    {
        private HttpResponse? _unopened = unopened;
        private int _atOnce;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = Inner.ReadAsync(buffer, cancellationToken);
            var unopened = _unopened;
            _unopened = null;
            if (!read.IsCompletedSuccessfully)
            {
                _atOnce = 0;
                return unopened is null || read.IsCompleted ? read : StartAndReadAsync(unopened, read, cancellationToken);
            }

            var count = read.Result;
            _atOnce += count;
            if (_atOnce < MostAtOnce)
            {
                return new ValueTask<int>(count);
            }

            _atOnce = 0;
            return AfterOthersAsync(count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private static async ValueTask<int> StartAndReadAsync(HttpResponse response, ValueTask<int> read, CancellationToken cancellationToken)
        {
            await response.Body.FlushAsync(cancellationToken);
            return await read;
        }

        private static async ValueTask<int> AfterOthersAsync(int count)
        {
            await new ThreadPoolTurn();
            return count;
        }
    }
}
