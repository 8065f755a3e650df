using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Idle;

/// <summary>Connections that were used once and are then left open, held by this program as a process of its own on the load's core.</summary>
internal sealed class HeldConnections : IAsyncDisposable
{
    /// <summary>The command of this program that holds them.</summary>
    public const string Command = "hold";

    /// <summary>HTTP/1.1 connections after one request.</summary>
    public const string KeepAlive = "keep-alive connections";

    /// <summary>WebSockets after one message and its echo.</summary>
    public const string WebSockets = "WebSockets";

    private const int AtOnce = 32;

    // Each address has ports of its own, so that thousands of connections do not use them up.
    private const int SourceAddresses = 16;
    private readonly ChildProcess _process;

    private HeldConnections(ChildProcess process) => _process = process;

    /// <summary>Opens them and returns when all have been used.</summary>
    /// <param name="kind">One of the above.</param>
    /// <param name="port">The proxy.</param>
    /// <param name="count">How many.</param>
    /// <param name="backend">The port on which the WebSockets' backend is to listen.</param>
    public static async Task<HeldConnections> OpenAsync(string kind, int port, int count, int backend)
    {
        string[] arguments = [typeof(HeldConnections).Assembly.Location, Command, kind, .. new[] { port, count, backend }.Select(n => n.ToString(CultureInfo.InvariantCulture))];
        var held = new HeldConnections(PinnedProcess.Start(PinnedProcess.LoadCore, "dotnet", arguments));
        await Eventually.TrueAsync(() => held._process.HasExited || held._process.Lines.Count > 0, $"{count} {kind} are open", TimeSpan.FromMinutes(1));
        return !held._process.HasExited ? held : throw new InvalidOperationException($"Connections could not be held. It wrote:\n{held._process.Text}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await PinnedProcess.StopAsync(_process);

    /// <summary>Is that process: opens them, says so, and holds them until it is ended.</summary>
    public static async Task<int> RunHereAsync(string[] args)
    {
        var numbers = Array.ConvertAll(args[1..], text => int.Parse(text, CultureInfo.InvariantCulture));
        var (port, count) = (numbers[0], numbers[1]);
        var open = new IDisposable[count];
        await using var backend = args[0] == WebSockets ? await StubBackend.StartAsync("sockets", port: numbers[2]) : null;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellation) =>
            open[i] = backend is null ? await RequestAsync(port, i, cancellation) : await EchoAsync(port, cancellation));
        Console.WriteLine("open");
        await Task.Delay(Timeout.Infinite);
        return open.Length;
    }

    private static async Task<Socket> RequestAsync(int port, int number, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (number % SourceAddresses))]), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), cancellation);
        var answer = new byte[4096];
        for (var length = 0; !answer.AsSpan(0, length).EndsWith(" bytes"u8);)
        {
            var count = await socket.ReceiveAsync(answer.AsMemory(length), cancellation);
            length += count > 0 ? count : throw new InvalidOperationException("The proxy closed a connection.");
        }

        return socket;
    }

    private static async Task<ClientWebSocket> EchoAsync(int port, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        socket.Options.SetRequestHeader("Host", $"{IdleCommand.Sockets}.example.com");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/ws"), cancellation);
        var message = new byte[16];
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        await socket.ReceiveAsync(message, cancellation);
        return socket;
    }
}
