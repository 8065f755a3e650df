using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Canary.Gateway.Console;

/// <summary>One file of the console, with its compressed forms; they are made when they are first asked for, once.</summary>
internal sealed class ConsoleAsset : IResult
{
    private const int HashBytes = 12;

    // Of 11; the last two steps cost ten times the time for a few percent.
    private const int BrotliQuality = 9;

    private readonly string _type;
    private readonly string _hash;
    private readonly byte[] _content;
    private readonly Lazy<byte[]> _brotli;
    private readonly Lazy<byte[]> _gzip;

    /// <summary>A file.</summary>
    /// <param name="type">Its media type.</param>
    /// <param name="content">Its bytes; not to be written to.</param>
    public ConsoleAsset(string type, byte[] content)
    {
        _type = type;
        _content = content;
        _hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, HashBytes));
        _brotli = new Lazy<byte[]>(() => Compress(content, to => new BrotliStream(to, new BrotliCompressionOptions { Quality = BrotliQuality })));
        _gzip = new Lazy<byte[]>(() => Compress(content, to => new GZipStream(to, CompressionLevel.SmallestSize)));
    }

    /// <summary>Its bytes in a content coding, as <see cref="AcceptedEncoding"/> chooses it.</summary>
    public byte[] In(string coding) => coding switch
    {
        "br" => _brotli.Value,
        "gzip" => _gzip.Value,
        _ => _content,
    };

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext context)
    {
        var coding = AcceptedEncoding.Choose(context.Request.Headers.AcceptEncoding);
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{_hash}-{coding}\"");
        var answer = context.Response;
        answer.Headers.ETag = tag;
        answer.Headers.Vary = "Accept-Encoding";
        if (IsKnown(context.Request, tag))
        {
            answer.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = In(coding);
        answer.ContentType = _type;
        answer.ContentLength = body.Length;
        if (coding != AcceptedEncoding.Identity)
        {
            answer.Headers.ContentEncoding = coding;
        }

        return answer.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    // Compared weakly, as RFC 9110 13.1.2 has it: proxies that compress weaken tags.
    private static bool IsKnown(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.OfType<string>()], out var known)
        && known.Any(one => one.Tag == "*" || one.Tag == tag);

    private static byte[] Compress(byte[] content, Func<Stream, Stream> open)
    {
        using var to = new MemoryStream();
        using (var through = open(to))
        {
            through.Write(content);
        }

        return to.ToArray();
    }
}
