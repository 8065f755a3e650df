using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Canary.TestKit.Raw;

/// <summary>An HTTP/2 connection whose frames a test writes and reads itself, by prior knowledge or over TLS. Headers are sent without compression.</summary>
public sealed class Http2Wire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _tcp;
    private readonly Stream _stream;

    private Http2Wire(TcpClient tcp, Stream stream) => (_tcp, _stream) = (tcp, stream);

    /// <summary>Connects and says what a client says first, acknowledging the other side's settings beforehand.</summary>
    /// <param name="url">Where to; <c>https</c> means TLS, with any certificate.</param>
    /// <param name="settings">Payload of the client's SETTINGS; default none.</param>
    public static async Task<Http2Wire> ConnectAsync(Uri url, byte[]? settings = null)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Parse(url.Host), url.Port);
        Stream stream = tcp.GetStream();
        if (url.Scheme == Uri.UriSchemeHttps)
        {
            var tls = new SslStream(stream, false, (_, _, _, _) => true);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2] });
            stream = tls;
        }

        var wire = new Http2Wire(tcp, stream);
        await wire.SendAsync([
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            .. new Http2Frame(Http2FrameType.Settings, 0, 0, settings ?? []).ToBytes(),
            .. new Http2Frame(Http2FrameType.Settings, Http2Frame.Acknowledged, 0, []).ToBytes()]);
        return wire;
    }

    /// <summary>A HEADERS frame of a request.</summary>
    /// <param name="stream">An odd number, higher than those before.</param>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its target.</param>
    /// <param name="hasBody">Whether DATA follows.</param>
    /// <param name="headers">Further headers, names in lower case.</param>
    public static Http2Frame Request(int stream, string method, string path, bool hasBody = false, params (string Name, string Value)[] headers) =>
        Request("http", stream, method, path, hasBody, headers);

    /// <summary>The same over TLS.</summary>
    /// <inheritdoc cref="Request(int, string, string, bool, (string, string)[])"/>
    public static Http2Frame SecureRequest(int stream, string method, string path, bool hasBody = false, params (string Name, string Value)[] headers) =>
        Request("https", stream, method, path, hasBody, headers);

    /// <summary>An RST_STREAM frame with CANCEL.</summary>
    public static Http2Frame Reset(int stream) => new(Http2FrameType.ResetStream, 0, stream, [0, 0, 0, 8]);

    /// <summary>Sends frames in one go.</summary>
    public Task SendAsync(params IEnumerable<Http2Frame> frames) => SendAsync([.. frames.SelectMany(frame => frame.ToBytes())]);

    /// <summary>Sends bytes.</summary>
    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask();

    /// <summary>The next frame; null where the connection ended.</summary>
    public async Task<Http2Frame?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var head = new byte[9];
            if (await _stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, patience.Token) < head.Length)
            {
                return null;
            }

            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await _stream.ReadExactlyAsync(payload, patience.Token);
            return new Http2Frame((Http2FrameType)head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue, payload);
        }
        catch (Exception e) when (e is IOException or EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>Reads until a frame is as wanted.</summary>
    /// <returns>That frame; null where the connection ended before.</returns>
    public async Task<Http2Frame?> ReadUntilAsync(Func<Http2Frame, bool> wanted)
    {
        while (await ReadAsync() is { } frame)
        {
            if (wanted(frame))
            {
                return frame;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _tcp.Dispose();
    }

    private static Http2Frame Request(string scheme, int stream, string method, string path, bool hasBody, (string Name, string Value)[] headers)
    {
        var block = new List<byte>();
        foreach (var (name, value) in new[] { (":method", method), (":scheme", scheme), (":authority", "shop"), (":path", path) }.Concat(headers))
        {
            // RFC 7541, section 6.2.2: a literal that is not kept, with a name of its own.
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }

        return new Http2Frame(Http2FrameType.Headers, (byte)(Http2Frame.EndHeaders | (hasBody ? 0 : Http2Frame.EndStream)), stream, [.. block]);
    }

    private static void AddText(List<byte> block, string text)
    {
        // RFC 7541, section 5.1: a number with a prefix of 7 bits.
        var left = text.Length;
        block.Add((byte)Math.Min(left, 127));
        if (left >= 127)
        {
            for (left -= 127; left >= 128; left /= 128)
            {
                block.Add((byte)(128 | (left % 128)));
            }

            block.Add((byte)left);
        }

        block.AddRange(Encoding.Latin1.GetBytes(text));
    }
}
