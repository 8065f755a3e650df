using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Canary.Benchmarks.Mirror;

/// <summary>A backend that takes copies of requests and does not answer them as one should.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Title">What it does.</param>
/// <param name="Chunk">How many bytes it sends at once.</param>
/// <param name="Pause">How long it waits after each; null: it never sends anything.</param>
internal sealed record BadMirror(string Name, string Title, int Chunk, TimeSpan? Pause)
{
    /// <summary>The command of this program that is all of them.</summary>
    public const string Command = "bad-mirrors";

    private static readonly byte[] Head = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1073741824\r\n\r\n");

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<BadMirror> All { get; } =
    [
        new("stalled", "never answers", 0, null),
        new("huge", "answers 1 GB to every copy, as fast as it is read", 64 * 1024, TimeSpan.Zero),
        new("trickling", "answers a byte a second", 1, TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Serves all of them, each on its port, until the process ends.</summary>
    public static async Task<int> RunHereAsync(string[] ports)
    {
        await Task.WhenAll(All.Zip(ports, (mirror, port) => mirror.ServeAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture))));
        return 0;
    }

    private async Task ServeAsync(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(4096);
        while (true)
        {
            _ = AnswerAsync(await listener.AcceptSocketAsync());
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await socket.ReceiveAsync(new byte[4096]);
                if (Pause is not { } pause)
                {
                    await socket.ReceiveAsync(new byte[4096]);
                    return;
                }

                await socket.SendAsync(Head);
                var chunk = new byte[Chunk];
                while (true)
                {
                    await socket.SendAsync(chunk);
                    await Task.Delay(pause);
                }
            }
            catch (SocketException)
            {
                // The gateway had enough, as it may.
            }
        }
    }
}
