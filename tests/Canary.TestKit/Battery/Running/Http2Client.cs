using System.Net;
using Canary.TestKit.Battery.Http2;
using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Running;

/// <summary>Sends a case's frames over HTTP/2, and an honest request after them.</summary>
internal static class Http2Client
{
    private const int SentinelStream = 100_001;

    /// <summary>Runs one case as far as the client sees it.</summary>
    public static async Task<Exchange> RunAsync(IPEndPoint to, BatteryCase @case, TimeSpan patience)
    {
        var (reader, closed, timedOut) = await TalkAsync(to, @case.Sends, patience);
        var own = reader.Answer(SentinelStream);
        if (own is null)
        {
            own = (await TalkAsync(to, [], patience, last: 1)).Reader.Answer(1);
        }

        return new Exchange
        {
            Answers = [.. new[] { reader.Answer(1), reader.Answer(3) }.OfType<RawAnswer>()],
            Ending = string.Join(' ', reader.Endings),
            Closed = closed,
            TimedOut = timedOut,
            Sentinel = own,
        };
    }

    private static async Task<(FrameReader Reader, bool Closed, bool TimedOut)> TalkAsync(IPEndPoint to, byte[] sends, TimeSpan patience, int last = SentinelStream)
    {
        using var connection = await RawConnection.OpenAsync(to, patience);
        connection.Send([.. Frames.Preface, .. (last == 1 ? Frames.Headers(1, FrameFlags.EndStream | FrameFlags.EndHeaders, Frames.Get(RawOrigin.Sentinel)) : sends)]);
        var reader = new FrameReader();
        var asked = last == 1;
        while (!reader.IsDone(last) && await connection.MoreAsync())
        {
            reader.Read(connection.Received);
            if (reader.TakeAnswers() is { Length: > 0 } answers)
            {
                connection.Send(answers);
            }

            if (!asked && reader.IsDone(1))
            {
                asked = true;
                connection.Send(Frames.Headers(SentinelStream, FrameFlags.EndStream | FrameFlags.EndHeaders, Frames.Get(RawOrigin.Sentinel)));
            }
        }

        return (reader, connection.Closed, connection.TimedOut);
    }
}
