using System.Text;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Decodes a <c>Connection</c> header so that names of headers in it are still there when the server is done with it.</summary>
/// <remarks>
/// Of <c>close, X-Secret</c> the server leaves <c>close</c>, and of <c>keep-alive, X-Secret</c> the first word; two of its own words it leaves alone.
/// So a line that names a header gets both, and the connection ends after the answer, as either side may have it.
/// </remarks>
internal sealed class ConnectionEncoding : SmallEncoding
{
    private const string BothWords = ", close, keep-alive";

    /// <inheritdoc/>
    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length + (NamesHeader(bytes) ? BothWords.Length : 0);

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount + BothWords.Length;

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var count = Latin1.GetChars(bytes, chars);
        if (!NamesHeader(bytes))
        {
            return count;
        }

        BothWords.CopyTo(chars[count..]);
        return count + BothWords.Length;
    }

    /// <summary>Whether it has a word besides those that speak of the connection, or name headers that never pass.</summary>
    private static bool NamesHeader(ReadOnlySpan<byte> bytes)
    {
        foreach (var part in bytes.Split((byte)','))
        {
            var word = bytes[part].Trim(" \t"u8);
            if (!word.IsEmpty && !IsOfConnection(word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfConnection(ReadOnlySpan<byte> word) => word.Length switch
    {
        2 => Ascii.EqualsIgnoreCase(word, "TE"u8),
        5 => Ascii.EqualsIgnoreCase(word, "close"u8),
        7 => Ascii.EqualsIgnoreCase(word, "upgrade"u8),
        10 => Ascii.EqualsIgnoreCase(word, "keep-alive"u8),
        14 => Ascii.EqualsIgnoreCase(word, "HTTP2-Settings"u8),
        _ => false,
    };
}
