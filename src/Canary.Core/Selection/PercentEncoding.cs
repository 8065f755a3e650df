using System.Buffers;
using System.Text;

namespace Canary.Core.Selection;

/// <summary>Undoes percent-encoding (RFC 3986, section 2.1) in a buffer of the caller's.</summary>
/// <remarks>What is not an escape of well-formed UTF-8 stays as it was sent, so that no input is refused and none is lost.</remarks>
internal static class PercentEncoding
{
    /// <summary>Decodes and returns the number of characters written, never more than <paramref name="text"/> has.</summary>
    /// <param name="text">What was sent.</param>
    /// <param name="destination">At least as long as <paramref name="text"/>.</param>
    /// <param name="plusIsSpace">Whether <c>+</c> stands for a space, as in queries.</param>
    /// <param name="keepSlash">Whether <c>%2F</c> stays as it is, as in paths, where a decoded one would make another segment.</param>
    public static int Decode(ReadOnlySpan<char> text, Span<char> destination, bool plusIsSpace, bool keepSlash)
    {
        var written = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '%' && TryDecodeRune(text[i..], out var rune, out var consumed) && !(keepSlash && rune.Value == '/'))
            {
                written += rune.EncodeToUtf16(destination[written..]);
                i += consumed;
                continue;
            }

            destination[written++] = plusIsSpace && text[i] == '+' ? ' ' : text[i];
            i++;
        }

        return written;
    }

    private static bool TryDecodeRune(ReadOnlySpan<char> text, out Rune rune, out int consumed)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < 4 && TryDecodeByte(text[(count * 3)..], out bytes[count]))
        {
            count++;
        }

        var valid = Rune.DecodeFromUtf8(bytes[..count], out rune, out var used) == OperationStatus.Done;
        consumed = used * 3;
        return valid;
    }

    private static bool TryDecodeByte(ReadOnlySpan<char> text, out byte value)
    {
        value = 0;
        if (text.Length < 3 || text[0] != '%' || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
        {
            return false;
        }

        value = (byte)((HexDigit(text[1]) << 4) | HexDigit(text[2]));
        return true;
    }

    private static int HexDigit(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
