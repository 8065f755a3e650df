using Canary.Gateway.Proxy.Forwarding.Bodies;

namespace Canary.Gateway.Proxy.Replay;

/// <summary>A request's body that keeps what was read of it, so that it can be read from its beginning once more.</summary>
/// <remarks>Used by one attempt at a time. A body that turns out longer than what may be kept is read once, and its memory is let go.</remarks>
/// <param name="source">The client's bytes.</param>
/// <param name="most">How many may be kept.</param>
internal sealed class ReplayableBody(Stream source, int most) : WrappedStream(source)
{
    private byte[] _kept = [];
    private int _count;
    private int _position;
    private bool _isLost;

    /// <summary>Whether all that was read is still there.</summary>
    public bool CanRewind => !_isLost;

    /// <summary>Goes back to the beginning.</summary>
    public void Rewind() => _position = 0;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= _count)
        {
            return _isLost || buffer.IsEmpty ? Inner.ReadAsync(buffer, cancellationToken) : ReadAndKeepAsync(buffer, cancellationToken);
        }

        var again = Math.Min(buffer.Length, _count - _position);
        _kept.AsMemory(_position, again).CopyTo(buffer);
        _position += again;
        return ValueTask.FromResult(again);
    }

    private async ValueTask<int> ReadAndKeepAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var read = await Inner.ReadAsync(buffer, cancellation);
        if (_count + read > most)
        {
            (_isLost, _kept, _count, _position) = (true, [], 0, 0);
            return read;
        }

        if (_kept.Length < _count + read)
        {
            Array.Resize(ref _kept, Math.Min(most, Math.Max(4 * 1024, 2 * (_count + read))));
        }

        buffer.Span[..read].CopyTo(_kept.AsSpan(_count));
        _count += read;
        _position = _count;
        return read;
    }
}
