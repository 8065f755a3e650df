using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>A connection's two directions, which can end for the server while the client's connection stays open.</summary>
internal sealed class HeldTransport : IDuplexPipe
{
    private readonly IDuplexPipe _inner;
    private int _isEnded;

    /// <summary>Wraps both.</summary>
    /// <param name="inner">The connection's own.</param>
    public HeldTransport(IDuplexPipe inner)
    {
        _inner = inner;
        Input = new HeldInput(inner.Input, this);
        Output = new HeldOutput(inner.Output, this);
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Whether it ended here.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded) != 0;

    /// <summary>From now on the server sees a client that has said its last. Nothing more is read.</summary>
    /// <returns>Whether this call ended it.</returns>
    public bool End()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0)
        {
            return false;
        }

        _inner.Input.CancelPendingRead();
        return true;
    }

    private sealed class HeldInput(PipeReader inner, HeldTransport transport) : PipeReader
    {

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var read = inner.ReadAsync(cancellationToken);
            return read.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Seen(read.Result)) : SeenAsync(read);
        }

        public override bool TryRead(out ReadResult result)
        {
            if (!inner.TryRead(out result))
            {
                return false;
            }

            result = Seen(result);
            return true;
        }

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<ReadResult> SeenAsync(ValueTask<ReadResult> read) => Seen(await read);

        private ReadResult Seen(ReadResult read) =>
            transport.IsEnded ? new ReadResult(read.Buffer.Slice(0, 0), isCanceled: false, isCompleted: true) : read;
    }

    private sealed class HeldOutput(PipeWriter inner, HeldTransport transport) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => inner.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            // The socket would be closed; the connection does this when it is disposed of.
            if (!transport.IsEnded)
            {
                inner.Complete(exception);
            }
        }
    }
}
