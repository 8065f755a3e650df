using Canary.Gateway.Proxy.WebSockets;

namespace Canary.Gateway.Tests.Proxy.WebSockets;

public sealed class FrameBoundariesTests
{
    /// <summary>Lengths of payloads around the three forms of a length, masked or not.</summary>
    public static TheoryData<int, bool> Frames => new()
    {
        { 0, false }, { 1, false }, { 125, false }, { 126, false }, { 65_535, false }, { 65_536, false }, { 0, true }, { 125, true }, { 126, true }, { 65_536, true },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void Follow_InPiecesOfAnySize_FindsTheEndOfEachFrame(int payload, bool masked)
    {
        var frame = Frame(2, payload, masked);
        foreach (var piece in new[] { 1, 2, 3, 7, 1_000, frame.Length, frame.Length + 5 })
        {
            var two = (byte[])[.. frame, .. frame];
            var boundaries = default(FrameBoundaries);
            var ends = new List<int>();
            for (var at = 0; at < two.Length;)
            {
                var here = two.AsSpan(at, Math.Min(piece, two.Length - at));
                at += boundaries.Follow(here);
                if (boundaries.IsBetweenFrames)
                {
                    ends.Add(at);
                }
            }

            ends.ShouldBe([frame.Length, 2 * frame.Length], $"pieces of {piece}");
            boundaries.HasClosed.ShouldBeFalse();
        }
    }

    [Fact]
    public void Follow_ACloseFrame_IsSeen()
    {
        var boundaries = default(FrameBoundaries);
        boundaries.Follow(Frame(8, 2, masked: false)).ShouldBe(4);
        boundaries.HasClosed.ShouldBeTrue();
    }

    private static byte[] Frame(byte opcode, int payload, bool masked)
    {
        var flag = (byte)(masked ? 0x80 : 0);
        byte[] length = payload < 126 ? [(byte)(flag | payload)]
            : payload <= ushort.MaxValue ? [(byte)(flag | 126), (byte)(payload >> 8), (byte)payload]
            : [(byte)(flag | 127), 0, 0, 0, 0, (byte)(payload >> 24), (byte)(payload >> 16), (byte)(payload >> 8), (byte)payload];
        return [(byte)(0x80 | opcode), .. length, .. masked ? new byte[] { 1, 2, 3, 4 } : [], .. Enumerable.Repeat((byte)0x81, payload)];
    }
}
