using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Canary.Gateway.Admin.Http;

namespace Canary.Gateway.Console;

/// <summary>An answer of JSON that is asked for again and again, compressed where it is large and the client takes that: a tenth of the bytes for some milliseconds.</summary>
/// <param name="write">Writes one JSON value.</param>
internal sealed class PackedJson(Action<Utf8JsonWriter> write) : IResult
{
    // Of 11: what is sent once is not worth more.
    private const int BrotliQuality = 1;
    private const int LeastBytes = 4 * 1024;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext context)
    {
        var coding = AcceptedEncoding.Choose(context.Request.Headers.AcceptEncoding);
        context.Response.Headers.Vary = "Accept-Encoding";
        if (coding == AcceptedEncoding.Identity)
        {
            await JsonAnswer.Written(StatusCodes.Status200OK, write).ExecuteAsync(context);
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        JsonAnswer.Write(buffer, write);
        var body = buffer.WrittenMemory;
        if (body.Length >= LeastBytes)
        {
            context.Response.Headers.ContentEncoding = coding;
            body = Pack(body.Span, coding);
        }

        context.Response.ContentType = JsonAnswer.Type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static byte[] Pack(ReadOnlySpan<byte> json, string coding)
    {
        using var to = new MemoryStream();
        using (Stream through = coding == "br" ? new BrotliStream(to, new BrotliCompressionOptions { Quality = BrotliQuality }) : new GZipStream(to, CompressionLevel.Fastest))
        {
            through.Write(json);
        }

        return to.ToArray();
    }
}
