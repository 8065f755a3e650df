using System.Buffers.Binary;
using System.Text;
using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Http2;

/// <summary>Reads the frames of a connection's other side as far as cases look at them: statuses, bodies, ends.</summary>
public sealed class FrameReader
{
    private readonly Dictionary<int, Stream> _streams = [];
    private readonly List<byte> _answers = [];
    private readonly List<string> _endings = [];
    private int _read;

    /// <summary>How streams and the connection ended otherwise than by an answer.</summary>
    public IReadOnlyList<string> Endings => _endings;

    /// <summary>Whether a stream has ended, one way or the other.</summary>
    public bool IsDone(int stream) => _streams.TryGetValue(stream, out var known) && known.IsDone;

    /// <summary>The answer on a stream; null: there is none.</summary>
    public RawAnswer? Answer(int stream) =>
        _streams.TryGetValue(stream, out var known) && known.Status > 0
            ? new RawAnswer(known.Status, "", known.Body.ToString(), known.IsWhole, known.Interim)
            : null;

    /// <summary>What the protocol makes this side say: acknowledgements and windows.</summary>
    public byte[] TakeAnswers()
    {
        byte[] answers = [.. _answers];
        _answers.Clear();
        return answers;
    }

    /// <summary>Reads all whole frames that were not read before.</summary>
    /// <param name="received">All bytes of the connection so far.</param>
    public void Read(byte[] received)
    {
        while (received.Length - _read >= 9)
        {
            var head = received.AsSpan(_read, 9);
            var length = head[0] << 16 | head[1] << 8 | head[2];
            if (received.Length - _read < 9 + length)
            {
                return;
            }

            Take((FrameType)head[3], (FrameFlags)head[4], BinaryPrimitives.ReadInt32BigEndian(head[5..]) & int.MaxValue, received.AsSpan(_read + 9, length));
            _read += 9 + length;
        }
    }

    private void Take(FrameType type, FrameFlags flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case FrameType.Settings when !flags.HasFlag(FrameFlags.EndStream):
                _answers.AddRange(Frames.Of(FrameType.Settings, FrameFlags.EndStream, 0));
                break;
            case FrameType.Ping when !flags.HasFlag(FrameFlags.EndStream):
                _answers.AddRange(Frames.Of(FrameType.Ping, FrameFlags.EndStream, 0, payload.ToArray()));
                break;
            case FrameType.Headers:
                Of(stream).TakeStatus(StatusField.Read(payload));
                break;
            case FrameType.Data:
                Of(stream).Body.Append(Encoding.Latin1.GetString(payload));
                break;
            case FrameType.Reset:
                Of(stream).IsDone = true;
                _endings.Add($"RST_STREAM({BinaryPrimitives.ReadUInt32BigEndian(payload)})");
                break;
            case FrameType.GoAway:
                _endings.Add($"GOAWAY({BinaryPrimitives.ReadUInt32BigEndian(payload[4..])})");
                break;
        }

        if (type is FrameType.Headers or FrameType.Data && flags.HasFlag(FrameFlags.EndStream))
        {
            Of(stream).IsWhole = Of(stream).IsDone = true;
        }
    }

    private Stream Of(int stream) => _streams.TryGetValue(stream, out var known) ? known : _streams[stream] = new Stream();

    private sealed class Stream
    {
        public int Status { get; private set; }

        public List<int> Interim { get; } = [];

        public StringBuilder Body { get; } = new();

        public bool IsWhole { get; set; }

        public bool IsDone { get; set; }

        public void TakeStatus(int status)
        {
            if (status is >= 100 and < 200)
            {
                Interim.Add(status);
            }
            else if (Status == 0)
            {
                Status = status;
            }
        }
    }
}
