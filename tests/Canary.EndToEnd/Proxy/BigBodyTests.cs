using System.Net;
using System.Security.Cryptography;
using Canary.TestKit;

namespace Canary.EndToEnd.Proxy;

public sealed class BigBodyTests
{
    // Enough for the heap to have its working size: what is measured is what a big body adds to that.
    private const long Warm = 256L << 20;
    private const long Big = 1L << 30;
    private const long MostGrowth = 50L << 20;

    [Fact]
    public async Task Upload_and_download_of_1_GB_leave_the_memory_flat()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await GatewayProcess.StartAsync();
        await gateway.PutServiceAsync("shop", $$"""{"name":"shop","variants":{"stable":{"destinations":["{{backend.Address}}"] } },"limits":{"maxBody":{{2 * Big}} } }""");
        await UploadAsync(gateway.Proxy, Warm);
        await DownloadAsync(gateway.Proxy, Warm);
        var before = gateway.ResidentBytes;

        using var ended = new CancellationTokenSource();
        var most = WatchAsync(gateway, ended.Token);
        await UploadAsync(gateway.Proxy, Big);
        await DownloadAsync(gateway.Proxy, Big);
        await ended.CancelAsync();

        var growth = await most - before;
        Figures.Report("memory growth over 1 GB up and 1 GB down", $"{growth / (1 << 20)} MB");
        growth.ShouldBeLessThan(MostGrowth, $"from {before >> 20} MB");
    }

    private static async Task UploadAsync(HttpClient client, long bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var content = new PatternContent(bytes, hash);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = content };
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe($"{bytes} {Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    private static async Task DownloadAsync(HttpClient client, long bytes)
    {
        using var answer = await client.GetAsync($"/download?bytes={bytes}", HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var total = 0L;
        for (int read; (read = await body.ReadAsync(buffer)) > 0; total += read)
        {
            buffer.AsSpan(0, read).IndexOfAnyExcept((byte)'d').ShouldBe(-1);
        }

        total.ShouldBe(bytes);
    }

    private static async Task<long> WatchAsync(GatewayProcess gateway, CancellationToken ended)
    {
        var most = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!ended.IsCancellationRequested)
        {
            most = Math.Max(most, gateway.ResidentBytes);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return most;
    }

    /// <summary>A body of any length that takes no memory, and the hash of what was sent.</summary>
    private sealed class PatternContent(long bytes, IncrementalHash hash) : HttpContent
    {
        private readonly byte[] _chunk = [.. Enumerable.Range(0, 64 * 1024).Select(at => (byte)(at * 31 >> 3))];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var left = bytes; left > 0; left -= _chunk.Length)
            {
                var part = _chunk.AsMemory(0, (int)Math.Min(left, _chunk.Length));
                hash.AppendData(part.Span);
                await stream.WriteAsync(part);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes;
            return true;
        }
    }
}
