namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Decodes a <c>Content-Length</c>: digits, and nothing else (RFC 9110, section 8.6).</summary>
/// <remarks>The server would take <c>+5</c> and <c>-0</c> for numbers, and other programs would not. What is no number here is none to the server, which refuses the request.</remarks>
internal sealed class DigitsEncoding : SmallEncoding
{
    /// <inheritdoc/>
    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount;

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.Length > chars.Length || bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            chars[0] = '?';
            return 1;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            chars[i] = (char)bytes[i];
        }

        return bytes.Length;
    }
}
