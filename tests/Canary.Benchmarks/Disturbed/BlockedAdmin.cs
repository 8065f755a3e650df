using Canary.Benchmarks.Scale;

namespace Canary.Benchmarks.Disturbed;

/// <summary>Admin clients that read long answers at a trickle or never finish a call, and changes of weights among them.</summary>
internal sealed record BlockedAdmin() : Disturbance(
    "admin",
    $"{SlowReaders} clients read /metrics and the list of services at 10 KB/s, {HalfCalls} have sent half a PUT, and weights change {ChangesPerSecond} times a second (no equivalent in stock YARP)",
    "changes")
{
    private const int SlowReaders = 8;
    private const int HalfCalls = 8;
    private const int ChangesPerSecond = 20;
    private const int TrickleBytes = 512;
    private static readonly TimeSpan Trickle = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public override Task StartAsync(DisturbanceTarget target, Progress progress)
    {
        if (target.Admin == 0)
        {
            return Task.CompletedTask;
        }

        string[] pages = ["/metrics", "/api/v1/services?pageSize=500", "/api/v1/events?since=0"];
        foreach (var i in Enumerable.Range(0, SlowReaders))
        {
            progress.Run(() => ReadSlowlyAsync(target.Admin, pages[i % pages.Length]));
        }

        foreach (var _ in Enumerable.Range(0, HalfCalls))
        {
            progress.Run(() => CallHalfAsync(target.Admin));
        }

        var admin = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{target.Admin}") };
        var calls = new AdminCalls(admin, target.Stalled);
        var number = 0;
        progress.Repeat(ChangesPerSecond, async () =>
        {
            await AdminCalls.SendAsync(calls.ChangeWeightsAsync, Interlocked.Increment(ref number));
            progress.Add();
        });
        return Task.CompletedTask;
    }

    private static async Task ReadSlowlyAsync(int port, string page)
    {
        var buffer = new byte[TrickleBytes];
        while (true)
        {
            using var client = new RawClient(receiveBytes: 4096);
            await client.SendAsync(port, $"GET {page} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            while (await client.ReadAsync(buffer) > 0)
            {
                await Task.Delay(Trickle);
            }
        }
    }

    private static async Task CallHalfAsync(int port)
    {
        var buffer = new byte[TrickleBytes];
        while (true)
        {
            using var client = new RawClient();
            await client.SendAsync(port, "PUT /api/v1/services/half HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"name\": ");
            while (await client.ReadAsync(buffer) > 0)
            {
                // Until it is refused.
            }
        }
    }
}
