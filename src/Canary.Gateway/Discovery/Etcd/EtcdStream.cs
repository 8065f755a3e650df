using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Canary.Gateway.Discovery.Etcd;

/// <summary>The messages of a watch: an answer that goes on, with one JSON object a line.</summary>
internal sealed class EtcdStream : IDisposable
{
    private const int MaxLineBytes = 16 * 1024 * 1024;

    private readonly HttpResponseMessage _answer;
    private readonly PipeReader _lines;

    private EtcdStream(HttpResponseMessage answer, Stream body) => (_answer, _lines) = (answer, PipeReader.Create(body));

    /// <summary>Opens it.</summary>
    /// <exception cref="DiscoveryException">etcd does not answer.</exception>
    public static async Task<EtcdStream> OpenAsync(EtcdClient client, object request, CancellationToken cancellation)
    {
        var answer = await client.SendAsync("v3/watch", request, cancellation);
        return new EtcdStream(answer, await answer.Content.ReadAsStreamAsync(cancellation));
    }

    /// <summary>The next message; null where etcd ended it.</summary>
    /// <exception cref="IOException">The connection broke, or a line is too long.</exception>
    /// <exception cref="JsonException">A line is not JSON.</exception>
    public async Task<JsonDocument?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await _lines.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var message = JsonDocument.Parse(buffer.Slice(0, end).ToArray());
                _lines.AdvanceTo(buffer.GetPosition(1, end));
                return message;
            }

            _lines.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }

            if (buffer.Length > MaxLineBytes)
            {
                throw new IOException($"a message has more than {MaxLineBytes} bytes");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _answer.Dispose();
}
