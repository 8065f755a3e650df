using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Loads;

/// <summary>One keep-alive connection with at most one request in flight. Understands answers with a Content-Length, nothing else.</summary>
internal sealed class OpenLoopConnection : IDisposable
{
    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _answer = new byte[64 * 1024];
    private int _received;

    /// <summary>Connects.</summary>
    /// <param name="port">The port of 127.0.0.1.</param>
    /// <param name="user">Which cookie to send.</param>
    public OpenLoopConnection(int port, int user)
    {
        _request = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {BenchmarkService.Cookie}={user * 40503:x16}\r\n\r\n"));
        _socket.Connect(IPAddress.Loopback, port);
        _socket.Blocking = false;
    }

    /// <summary>For <c>ppoll</c>.</summary>
    public int Descriptor => (int)_socket.Handle;

    /// <summary>When the request in flight was due, as a timestamp.</summary>
    public long Due { get; private set; }

    /// <summary>Sends a request.</summary>
    public void Send(long due)
    {
        Due = due;
        _received = 0;
        if (_socket.Send(_request) != _request.Length)
        {
            throw new InvalidOperationException("A request did not fit into the socket's buffer.");
        }
    }

    /// <summary>Reads what is there.</summary>
    /// <param name="isGood">Whether the answer has the status 200.</param>
    /// <returns>Whether the answer is complete.</returns>
    /// <exception cref="InvalidOperationException">The proxy closed the connection, or answers in a form that is not understood.</exception>
    public bool Receive(out bool isGood)
    {
        isGood = false;
        var count = _socket.Receive(_answer.AsSpan(_received), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        if (count <= 0)
        {
            throw new InvalidOperationException($"The proxy closed a connection ({error}).");
        }

        _received += count;
        var answer = _answer.AsSpan(0, _received);
        var head = answer.IndexOf(EndOfHead);
        if (head < 0 || _received < head + EndOfHead.Length + LengthOf(answer[..head]))
        {
            return false;
        }

        isGood = answer.StartsWith("HTTP/1.1 200 "u8);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (line.Length > 15 && Ascii.EqualsIgnoreCase(line[..15], "Content-Length:"))
            {
                return int.Parse(line[15..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException($"An answer without Content-Length:\n{Encoding.ASCII.GetString(head)}");
    }
}
