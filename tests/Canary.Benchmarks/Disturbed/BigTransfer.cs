using System.Diagnostics;

namespace Canary.Benchmarks.Disturbed;

/// <summary>A client that reads answers of 1 GB.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it does.</param>
/// <param name="BytesPerSecond">At which rate it reads.</param>
internal sealed record BigTransfer(string Name, string Title, double BytesPerSecond) : Disturbance(Name, Title, "MB")
{
    private const int OneMegabyte = 1_000_000;

    /// <inheritdoc/>
    public override bool IsInAll => double.IsFinite(BytesPerSecond);

    /// <inheritdoc/>
    public override Task StartAsync(DisturbanceTarget target, Progress progress)
    {
        progress.Run(() => ReadAsync(target.Http, progress));
        return Task.CompletedTask;
    }

    private async Task ReadAsync(int port, Progress progress)
    {
        var buffer = new byte[256 * 1024];
        var started = Stopwatch.GetTimestamp();
        for (long read = 0, counted = 0; ;)
        {
            using var client = new RawClient();
            await client.SendAsync(port, "GET /1g HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            for (int count; (count = await client.ReadAsync(buffer)) > 0;)
            {
                read += count;
                progress.Add((read / OneMegabyte) - counted);
                counted = read / OneMegabyte;
                var early = TimeSpan.FromSeconds(read / BytesPerSecond) - Stopwatch.GetElapsedTime(started);
                if (early > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(early);
                }
            }
        }
    }
}
