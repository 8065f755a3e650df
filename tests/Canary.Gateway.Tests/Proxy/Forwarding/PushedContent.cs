using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

/// <summary>A request body whose chunks a test sends one by one.</summary>
internal sealed class PushedContent : HttpContent
{
    private readonly Channel<byte[]> _chunks = Channel.CreateUnbounded<byte[]>();

    public PushedContent(string contentType) => Headers.ContentType = new MediaTypeHeaderValue(contentType);

    public ValueTask PushAsync(string text) => _chunks.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    public void Complete() => _chunks.Writer.Complete();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        await foreach (var chunk in _chunks.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(chunk);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
