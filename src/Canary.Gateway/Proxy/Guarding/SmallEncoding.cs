using System.Text;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Decodes header values; encodes nothing.</summary>
internal abstract class SmallEncoding : Encoding
{
    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(bytes.AsSpan(index, count));

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <inheritdoc/>
    public abstract override int GetCharCount(ReadOnlySpan<byte> bytes);

    /// <inheritdoc/>
    public abstract override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars);
}
