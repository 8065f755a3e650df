using System.Buffers;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>Bytes that pass by, kept up to a bound. Of more than that nothing is kept.</summary>
/// <remarks>Added to by the request that they belong to; read, and closed, by the copy. The lock makes closing safe while the request still goes on.</remarks>
/// <param name="most">The bound.</param>
/// <param name="expected">How many are to come, 0 where that is not known.</param>
internal sealed class BoundedBytes(int most, long expected)
{
    private const int LeastBuffer = 4096;

    private readonly Lock _lock = new();
    private byte[]? _buffer;
    private int _length;
    private bool _isClosed;

    /// <summary>Whether there were more than the bound.</summary>
    public bool IsCut { get; private set; }

    /// <summary>What was kept; to be read when nothing is added any more, and before it is closed.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Adds a piece.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        lock (_lock)
        {
            if (_isClosed || piece.IsEmpty)
            {
                return;
            }

            if (piece.Length > most - _length)
            {
                IsCut = true;
                Close_NeedsLock();
                return;
            }

            Reserve_NeedsLock(piece.Length);
            piece.CopyTo(_buffer.AsSpan(_length));
            _length += piece.Length;
        }
    }

    /// <summary>Lets go of what was kept; what is added later is not kept.</summary>
    public void Close()
    {
        lock (_lock)
        {
            Close_NeedsLock();
        }
    }

    private void Close_NeedsLock()
    {
        if (_buffer is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        (_isClosed, _buffer, _length) = (true, null, 0);
    }

    private void Reserve_NeedsLock(int more)
    {
        if (_buffer is { } buffer && buffer.Length - _length >= more)
        {
            return;
        }

        var wanted = Math.Max(_length + more, Math.Max(Math.Min(2 * _length, most), expected > 0 ? (int)Math.Min(expected, most) : Math.Min(LeastBuffer, most)));
        var larger = ArrayPool<byte>.Shared.Rent(wanted);
        Written.CopyTo(larger);
        if (_buffer is { } smaller)
        {
            ArrayPool<byte>.Shared.Return(smaller);
        }

        _buffer = larger;
    }
}
