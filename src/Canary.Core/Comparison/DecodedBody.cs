using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Canary.Core.Comparison;

/// <summary>An answer's body without its content encoding, up to a bound that a small body which unpacks to a huge one can't pass.</summary>
/// <param name="Bytes">The bytes; those that came where the encoding is not known or broken.</param>
/// <param name="IsCut">Whether there were more than the bound.</param>
internal readonly record struct DecodedBody(ReadOnlyMemory<byte> Bytes, bool IsCut)
{
    private const int Piece = 16 * 1024;

    /// <summary>Decodes <c>gzip</c>, <c>br</c> and <c>deflate</c>.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="encoding">Its <c>Content-Encoding</c>, or null.</param>
    /// <param name="most">The most bytes.</param>
    public static DecodedBody Of(ReadOnlyMemory<byte> body, string? encoding, int most)
    {
        try
        {
            using var decoder = DecoderOf(body, encoding?.Trim() ?? "");
            return decoder is null ? new DecodedBody(body, false) : Read(decoder, most);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return new DecodedBody(body, false);
        }
    }

    private static Stream? DecoderOf(ReadOnlyMemory<byte> body, string encoding) =>
        encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) ? new GZipStream(Source(body), CompressionMode.Decompress)
        : encoding.Equals("br", StringComparison.OrdinalIgnoreCase) ? new BrotliStream(Source(body), CompressionMode.Decompress)
        : encoding.Equals("deflate", StringComparison.OrdinalIgnoreCase) ? new ZLibStream(Source(body), CompressionMode.Decompress)
        : null;

    private static MemoryStream Source(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(body.ToArray(), writable: false);

    private static DecodedBody Read(Stream decoder, int most)
    {
        var decoded = new ArrayBufferWriter<byte>();
        while (decoder.Read(decoded.GetSpan(Piece)[..Piece]) is > 0 and var read)
        {
            decoded.Advance(read);
            if (decoded.WrittenCount > most)
            {
                return new DecodedBody(default, true);
            }
        }

        return new DecodedBody(decoded.WrittenMemory, false);
    }
}
