using System.Net;
using System.Net.Sockets;

namespace Canary.Benchmarks.Disturbed;

/// <summary>A backend that takes connections and requests and never answers, and clients that give up after a while.</summary>
internal sealed record StalledBackend() : Disturbance(
    "backend", $"{RequestsPerSecond} requests a second to a backend that never answers, each given up after {PatienceSeconds} s", "requests")
{
    private const int RequestsPerSecond = 50;
    private const int PatienceSeconds = 2;

    /// <inheritdoc/>
    public override async Task StartAsync(DisturbanceTarget target, Progress progress)
    {
        var listener = new TcpListener(IPAddress.Loopback, target.Stalled);
        listener.Start(1000);
        progress.Run(() => AcceptAsync(listener));
        progress.Repeat(RequestsPerSecond, async () =>
        {
            using var client = new RawClient();
            await client.SendAsync(target.Http, $"GET / HTTP/1.1\r\nHost: {DisturbedCommand.Stalled}.example.com\r\n\r\n");
            progress.Add();
            await Task.Delay(TimeSpan.FromSeconds(PatienceSeconds));
        });
        await Task.Delay(TimeSpan.FromSeconds(PatienceSeconds));
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            _ = HoldAsync(await listener.AcceptSocketAsync());
        }
    }

    private static async Task HoldAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[4096];
            try
            {
                while (await socket.ReceiveAsync(buffer) > 0)
                {
                    // No answer.
                }
            }
            catch (SocketException)
            {
                // The proxy reset it, as it may.
            }
        }
    }
}
