namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>A stream to or from a backend that tells a timer when bytes move, and whose reads end when the time is up.</summary>
internal sealed class TimedStream(Stream inner, PhaseTimer timer, bool ownsInner) : WrappedStream(inner)
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The timer's token is linked to its parent, which is what the copying side passes: nothing is lost by taking it instead.
        var read = await Inner.ReadAsync(buffer, cancellationToken == timer.Parent ? timer.Token : cancellationToken);
        timer.BytesMoved();
        return read;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Inner.WriteAsync(buffer, cancellationToken);
        timer.BytesMoved();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsInner)
        {
            Inner.Dispose();
            timer.Dispose();
        }

        base.Dispose(disposing);
    }
}
