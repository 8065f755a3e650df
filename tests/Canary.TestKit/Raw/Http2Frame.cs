namespace Canary.TestKit.Raw;

/// <summary>One frame of HTTP/2 (RFC 9113, section 4.1).</summary>
/// <param name="Type">What kind.</param>
/// <param name="Flags">Flags of its kind.</param>
/// <param name="Stream">Its stream; 0: the connection.</param>
/// <param name="Payload">What is in it.</param>
public sealed record Http2Frame(Http2FrameType Type, byte Flags, int Stream, byte[] Payload)
{
    /// <summary>The flag by which DATA and HEADERS end a stream.</summary>
    public const byte EndStream = 0x1;

    /// <summary>The flag by which SETTINGS and PING are acknowledged.</summary>
    public const byte Acknowledged = 0x1;

    /// <summary>The flag by which HEADERS are complete.</summary>
    public const byte EndHeaders = 0x4;

    /// <summary>Whether the other side has said all that it says in this stream.</summary>
    public bool EndsStream => Type is Http2FrameType.Data or Http2FrameType.Headers && (Flags & EndStream) != 0;

    /// <summary>The error code of RST_STREAM or GOAWAY.</summary>
    public int ErrorCode => Type == Http2FrameType.GoAway ? ReadNumber(4) : ReadNumber(0);

    /// <summary>The last stream that GOAWAY says is looked at.</summary>
    public int LastStream => ReadNumber(0) & int.MaxValue;

    /// <summary>The bytes as they are sent.</summary>
    public byte[] ToBytes() =>
    [
        (byte)(Payload.Length >> 16), (byte)(Payload.Length >> 8), (byte)Payload.Length,
        (byte)Type, Flags,
        (byte)(Stream >> 24), (byte)(Stream >> 16), (byte)(Stream >> 8), (byte)Stream,
        .. Payload,
    ];

    private int ReadNumber(int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(Payload.AsSpan(at));
}
