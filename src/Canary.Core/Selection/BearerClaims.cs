using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Canary.Core.Selection;

/// <summary>Reads the claims of a bearer token (RFC 7519) into buffers that are reused from request to request.</summary>
/// <remarks>
/// The signature is not checked: a claim sorts traffic, it grants nothing, and whoever forges one reaches a variant that
/// is open to the public anyway. Not for use by two threads at once.
/// </remarks>
public sealed class BearerClaims
{
    /// <summary>The longest payload that is read, in encoded characters; a longer one counts as no claims.</summary>
    public const int MaxPayloadLength = 16 * 1024;

    private const string Scheme = "Bearer ";

    private byte[] _payload = [];
    private char[] _text = [];
    private Claim[] _claims = [];
    private int _textLength;
    private int _count;

    /// <summary>Reads an <c>Authorization</c> header. What is not a bearer token with a JSON object for payload has no claims.</summary>
    /// <param name="authorization">The header's value; empty forgets the last one's claims.</param>
    public void Read(ReadOnlySpan<char> authorization)
    {
        _count = 0;
        _textLength = 0;
        if (!TryDecodePayload(authorization, out var length))
        {
            return;
        }

        try
        {
            ReadPayload(_payload.AsSpan(0, length));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or (InvalidOperationException) text that is no valid Unicode: the token is the client's, and so is the fault.
            _count = 0;
        }
    }

    /// <summary>The <paramref name="index"/>-th value of a claim at the payload's top level.</summary>
    /// <param name="name">The claim's name, exact case.</param>
    /// <param name="index">0 for the first; each text, number and boolean in an array counts as one.</param>
    /// <param name="value">Text as it is, numbers as they are written, <c>true</c> or <c>false</c>. Valid until the next <see cref="Read"/>.</param>
    public bool TryGet(ReadOnlySpan<char> name, int index, out ReadOnlySpan<char> value)
    {
        foreach (var claim in _claims.AsSpan(0, _count))
        {
            if (_text.AsSpan(claim.NameStart, claim.NameLength).SequenceEqual(name) && index-- == 0)
            {
                value = _text.AsSpan(claim.ValueStart, claim.ValueLength);
                return true;
            }
        }

        value = default;
        return false;
    }

    private bool TryDecodePayload(ReadOnlySpan<char> authorization, out int length)
    {
        length = 0;
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var token = authorization[Scheme.Length..];
        var payload = token[(token.IndexOf('.') + 1)..];
        var end = payload.IndexOf('.');
        if (end <= 0 || end > MaxPayloadLength)
        {
            return false;
        }

        if (_payload.Length < end)
        {
            _payload = new byte[Math.Max(1024, end)];
            // A name stands once and each of its values once, so the text is never longer than the JSON it is from.
            _text = new char[_payload.Length];
        }

        return Base64Url.DecodeFromChars(payload[..end], _payload, out _, out length) == OperationStatus.Done;
    }

    private void ReadPayload(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = _textLength;
            var nameLength = Append(ref reader);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    AddValue(ref reader, nameStart, nameLength);
                }
            }
            else
            {
                AddValue(ref reader, nameStart, nameLength);
            }
        }

        // Whatever follows the object makes the whole malformed: the reader throws.
        reader.Read();
    }

    private void AddValue(ref Utf8JsonReader reader, int nameStart, int nameLength)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False))
        {
            reader.Skip();
            return;
        }

        if (_count == _claims.Length)
        {
            Array.Resize(ref _claims, Math.Max(16, _count * 2));
        }

        var valueStart = _textLength;
        _claims[_count++] = new Claim(nameStart, nameLength, valueStart, Append(ref reader));
    }

    private int Append(ref Utf8JsonReader reader)
    {
        var room = _text.AsSpan(_textLength);
        var length = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
            ? reader.CopyString(room)
            : Encoding.ASCII.GetChars(reader.ValueSpan, room);
        _textLength += length;
        return length;
    }

    private readonly record struct Claim(int NameStart, int NameLength, int ValueStart, int ValueLength);
}
