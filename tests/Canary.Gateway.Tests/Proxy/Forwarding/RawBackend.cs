using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

/// <summary>A backend that answers every request with the same bytes, right or wrong, and then closes the connection.</summary>
internal sealed class RawBackend : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly byte[] _answer;
    private readonly Task _serving;

    /// <summary>Starts it.</summary>
    /// <param name="answer">The bytes, each a Latin-1 character.</param>
    public RawBackend(string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Sends a request as it is and returns all that comes until the connection ends, each byte a Latin-1 character.</summary>
    public static async Task<string> AskAsync(Uri proxy, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(proxy.Host, proxy.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var read)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            answer.Append("<reset>");
        }

        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await AnswerAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            await ReadRequestAsync(stream);
            await stream.WriteAsync(_answer, _stopping.Token);

            // Half closed: the bytes arrive before the end does.
            client.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(new byte[64], _stopping.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The gateway had enough of a wrong answer and closed hard.
        }
    }

    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()) && await stream.ReadAsync(buffer, _stopping.Token) is > 0 and var read)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end >= 0 && (!request.Contains("Content-Length: 1", StringComparison.OrdinalIgnoreCase) || request.Length > end + 4);
    }
}
