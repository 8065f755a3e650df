using System.Buffers.Binary;

namespace Canary.Gateway.Proxy.WebSockets;

/// <summary>Follows a stream of WebSocket frames (RFC 6455, section 5.2) to know where one ends, so that another can be put between two.</summary>
/// <remarks>Looks at headers only; payloads are skipped. Used by one thread at a time.</remarks>
internal struct FrameBoundaries
{
    private const int MaxHeader = 14;
    private const byte CloseOpcode = 8;

    // The bytes of a header that is not complete, the first one lowest: their number tells how many there are.
    private HeaderBytes _header;
    private int _headerLength;
    private ulong _payloadLeft;

    /// <summary>Whether what came so far ends with a frame.</summary>
    public readonly bool IsBetweenFrames => _headerLength == 0 && _payloadLeft == 0;

    /// <summary>Whether a close frame began: nothing may follow it.</summary>
    public bool HasClosed { get; private set; }

    /// <summary>Follows bytes up to the end of the first frame that ends in them.</summary>
    /// <param name="bytes">What comes next.</param>
    /// <returns>How many bytes that frame has here; all of them where none ends.</returns>
    public int Follow(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (_payloadLeft > 0)
            {
                var skipped = (int)Math.Min((ulong)(bytes.Length - at), _payloadLeft);
                _payloadLeft -= (ulong)skipped;
                at += skipped;
            }
            else
            {
                _header[_headerLength++] = bytes[at++];
                if (!IsHeaderComplete())
                {
                    continue;
                }
            }

            if (IsBetweenFrames)
            {
                return at;
            }
        }

        return bytes.Length;
    }

    private bool IsHeaderComplete()
    {
        ReadOnlySpan<byte> header = _header;
        if (_headerLength < 2)
        {
            return false;
        }

        var shortLength = header[1] & 0x7F;
        var extended = shortLength switch { 126 => 2, 127 => 8, _ => 0 };
        var mask = (header[1] & 0x80) != 0 ? 4 : 0;
        if (_headerLength < 2 + extended + mask)
        {
            return false;
        }

        _payloadLeft = extended switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
            8 => BinaryPrimitives.ReadUInt64BigEndian(header[2..]),
            _ => (ulong)shortLength,
        };
        HasClosed |= (header[0] & 0x0F) == CloseOpcode;
        _headerLength = 0;
        return true;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxHeader)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
