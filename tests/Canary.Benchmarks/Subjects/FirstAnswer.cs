using System.Net;
using System.Net.Sockets;
using System.Text;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>Asks a program that was just started until it answers a request with 200.</summary>
internal static class FirstAnswer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits for it; at most a millisecond or two late, and without taking time from the program.</summary>
    /// <exception cref="InvalidOperationException">The program ended, or did not answer in a minute.</exception>
    public static async Task WaitAsync(ChildProcess process, int port)
    {
        var request = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        using var limit = new CancellationTokenSource(Patience);
        while (!await AnswersAsync(port, request))
        {
            if (process.HasExited || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException($"No answer on port {port}. The program wrote:\n{process.Text}");
            }

            await Task.Delay(Pause);
        }
    }

    private static async Task<bool> AnswersAsync(int port, byte[] request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var answer = new byte[4096];
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(request);
            var count = await socket.ReceiveAsync(answer);
            return answer.AsSpan(0, count).StartsWith("HTTP/1.1 200 "u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
