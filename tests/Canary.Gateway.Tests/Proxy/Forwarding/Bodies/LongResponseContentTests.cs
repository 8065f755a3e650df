using System.Security.Cryptography;
using Canary.Gateway.Proxy.Forwarding.Bodies;

namespace Canary.Gateway.Tests.Proxy.Forwarding.Bodies;

public sealed class LongResponseContentTests
{
    private const int Piece = 64 * 1024;
    private const int Pieces = 16;

    [Fact]
    public async Task Bytes_that_never_make_it_wait_give_others_a_turn_and_come_whole()
    {
        var bytes = RandomNumberGenerator.GetBytes(Pieces * Piece);
        using var content = new LongResponseContent(new ByteArrayContent(bytes), unopened: null);
        await using var body = await content.ReadAsStreamAsync();
        var (seen, turns) = (new byte[bytes.Length], 0);
        for (var at = 0; at < seen.Length;)
        {
            var read = body.ReadAsync(seen.AsMemory(at, Piece));

            // A read that took a turn has a task behind it, also where that is over by now.
            turns += read == new ValueTask<int>(Piece) ? 0 : 1;
            at += await read;
        }

        seen.ShouldBe(bytes);
        turns.ShouldBe(bytes.Length / LongResponseContent.MostAtOnce);
        (await body.ReadAsync(new byte[1])).ShouldBe(0);
    }

    [Fact]
    public async Task Bytes_that_have_to_be_waited_for_take_no_turns()
    {
        var backend = new PacedStream();
        using var content = new LongResponseContent(new StreamContent(backend), unopened: null);
        await using var body = await content.ReadAsStreamAsync();
        var buffer = new byte[Piece];
        for (var i = 0; i < Pieces; i++)
        {
            backend.Next = new TaskCompletionSource<int>();
            var waited = body.ReadAsync(buffer);
            backend.Next.SetResult(Piece);
            (await waited).ShouldBe(Piece);

            // What comes at once after a wait counts anew.
            var atOnce = body.ReadAsync(buffer);
            atOnce.IsCompleted.ShouldBeTrue();
            (await atOnce).ShouldBe(Piece);
        }
    }

    private sealed class PacedStream : MemoryStream
    {
        public TaskCompletionSource<int> Next { get; set; } = new();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Next.Task);
    }
}
