using Canary.Gateway.Proxy.Replay;

namespace Canary.Gateway.Tests.Proxy.Replay;

public sealed class ReplayableBodyTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i % 251))];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7_000)]
    [InlineData(20_000)]
    public async Task Rewind_AfterSomeOrAllWasRead_GivesAllFromTheBeginning(int readBefore)
    {
        using var body = new ReplayableBody(new MemoryStream(Bytes), Bytes.Length);
        await body.ReadExactlyAsync(new byte[readBefore]);
        body.CanRewind.ShouldBeTrue();
        body.Rewind();
        (await ReadAllAsync(body)).ShouldBe(Bytes);
        body.Rewind();
        (await ReadAllAsync(body)).ShouldBe(Bytes);
    }

    [Fact]
    public async Task ReadAsync_OfMoreThanMayBeKept_ReadsOnAndCantRewind()
    {
        using var body = new ReplayableBody(new MemoryStream(Bytes), 19_999);
        (await ReadAllAsync(body)).ShouldBe(Bytes);
        body.CanRewind.ShouldBeFalse();
    }

    private static async Task<byte[]> ReadAllAsync(Stream body)
    {
        var all = new MemoryStream();
        var buffer = new byte[3_001];
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }
}
