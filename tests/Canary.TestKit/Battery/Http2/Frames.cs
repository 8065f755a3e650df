using System.Buffers.Binary;
using System.Text;

namespace Canary.TestKit.Battery.Http2;

/// <summary>Writes HTTP/2 frames as one likes, right or wrong; headers as literals without index (RFC 7541, section 6.2.2).</summary>
public static class Frames
{
    /// <summary>The connection's preface, with settings that forbid the other side a dynamic table, and none of this side's.</summary>
    public static byte[] Preface { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Of(FrameType.Settings, FrameFlags.None, 0, 0, 1, 0, 0, 0, 0)];

    /// <summary>A frame.</summary>
    public static byte[] Of(FrameType type, FrameFlags flags, int stream, params byte[] payload) => WithLength(payload.Length, type, flags, stream, payload);

    /// <summary>A frame that says it has another length than it has.</summary>
    public static byte[] WithLength(int length, FrameType type, FrameFlags flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(length >> 16);
        frame[1] = (byte)(length >> 8);
        frame[2] = (byte)length;
        frame[3] = (byte)type;
        frame[4] = (byte)flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>HEADERS.</summary>
    public static byte[] Headers(int stream, FrameFlags flags, params (string Name, string Value)[] fields) => Of(FrameType.Headers, flags, stream, Block(fields));

    /// <summary>DATA of Latin-1 text.</summary>
    public static byte[] Data(int stream, string text, bool ends = true) =>
        Of(FrameType.Data, ends ? FrameFlags.EndStream : FrameFlags.None, stream, Encoding.Latin1.GetBytes(text));

    /// <summary>WINDOW_UPDATE, RST_STREAM or another frame of one number.</summary>
    public static byte[] Number(FrameType type, int stream, uint number)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, number);
        return Of(type, FrameFlags.None, stream, payload);
    }

    /// <summary>SETTINGS of one value.</summary>
    public static byte[] Setting(ushort id, uint value)
    {
        var payload = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(payload, id);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(2), value);
        return Of(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    /// <summary>A header block.</summary>
    public static byte[] Block(params (string Name, string Value)[] fields)
    {
        var block = new List<byte>();
        foreach (var (name, value) in fields)
        {
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }

        return [.. block];
    }

    /// <summary>The fields of a GET.</summary>
    public static (string Name, string Value)[] Get(string path, params (string Name, string Value)[] more) =>
        [(":method", "GET"), (":scheme", "http"), (":path", path), (":authority", "shop"), .. more];

    /// <summary>The fields of a POST.</summary>
    public static (string Name, string Value)[] Post(params (string Name, string Value)[] more) =>
        [(":method", "POST"), (":scheme", "http"), (":path", "/echo"), (":authority", "shop"), .. more];

    /// <summary>A GET without a body.</summary>
    public static byte[] Request(int stream, params (string Name, string Value)[] more) =>
        Headers(stream, FrameFlags.EndStream | FrameFlags.EndHeaders, Get("/echo", more));

    private static void AddText(List<byte> block, string text)
    {
        // A length in 7 bits, or more (RFC 7541, section 5.1).
        var length = text.Length;
        if (length < 127)
        {
            block.Add((byte)length);
        }
        else
        {
            block.Add(127);
            for (length -= 127; length >= 128; length >>= 7)
            {
                block.Add((byte)(length & 127 | 128));
            }

            block.Add((byte)length);
        }

        block.AddRange(Encoding.Latin1.GetBytes(text));
    }
}
