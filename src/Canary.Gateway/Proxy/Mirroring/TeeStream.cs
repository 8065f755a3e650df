using Canary.Gateway.Proxy.Forwarding.Bodies;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>A stream that tells somebody which bytes are read from it. Reads wait for nothing more than they did.</summary>
/// <param name="inner">What is read.</param>
/// <param name="copy">Receives the bytes.</param>
/// <param name="length">How many bytes there are, or null: the end says so.</param>
/// <param name="ended">Told when all were read or are more than can be kept, once or more; null: nobody is.</param>
/// <param name="ownsInner">Whether the stream inside is disposed with it.</param>
internal sealed class TeeStream(Stream inner, BoundedBytes copy, long? length, Action? ended, bool ownsInner) : WrappedStream(inner)
{
    private long _read;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = Inner.ReadAsync(buffer, cancellationToken);
        if (buffer.IsEmpty)
        {
            // Only waits until there are bytes.
            return read;
        }

        if (!read.IsCompletedSuccessfully)
        {
            return AwaitAsync(read, buffer);
        }

        var count = read.Result;
        Passed(buffer.Span[..count]);
        return new ValueTask<int>(count);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsInner)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> AwaitAsync(ValueTask<int> read, Memory<byte> buffer)
    {
        var count = await read;
        Passed(buffer.Span[..count]);
        return count;
    }

    private void Passed(ReadOnlySpan<byte> bytes)
    {
        copy.Append(bytes);
        _read += bytes.Length;
        if (bytes.IsEmpty || _read >= length || copy.IsCut)
        {
            ended?.Invoke();
        }
    }
}
