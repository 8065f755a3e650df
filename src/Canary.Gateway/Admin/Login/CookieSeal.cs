using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Canary.Gateway.Admin.Login;

/// <summary>Encrypts and authenticates what a cookie holds, by AES-256-GCM with a random nonce. Safe for concurrent use, as it never changes.</summary>
/// <remarks>Layout: nonce, ciphertext, tag, in base64url. Each purpose has a key of its own (HKDF), so that one kind of cookie can't pass for another.</remarks>
internal sealed class CookieSeal
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;
    private const int MaxLength = 4096;

    private readonly byte[][] _keys;

    /// <param name="secrets">The first seals, all open.</param>
    /// <param name="purpose">What the cookies are for.</param>
    public CookieSeal(IReadOnlyList<string> secrets, string purpose) =>
        _keys = [.. secrets.Select(secret => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeyBytes, info: Encoding.UTF8.GetBytes("canary " + purpose)))];

    /// <summary>Seals a text.</summary>
    public string Close(ReadOnlySpan<byte> content)
    {
        var box = new byte[NonceBytes + content.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(_keys[0], TagBytes);
        cipher.Encrypt(box.AsSpan(0, NonceBytes), content, box.AsSpan(NonceBytes, content.Length), box.AsSpan(NonceBytes + content.Length));
        return Base64Url.EncodeToString(box);
    }

    /// <summary>What was sealed, or null: it was not by these keys for this purpose, or was changed.</summary>
    public byte[]? Open(string sealedText)
    {
        if (sealedText.Length > MaxLength || !Base64Url.IsValid(sealedText, out var length) || length < NonceBytes + TagBytes)
        {
            return null;
        }

        var box = Base64Url.DecodeFromChars(sealedText);
        foreach (var key in _keys)
        {
            var content = new byte[box.Length - NonceBytes - TagBytes];
            using var cipher = new AesGcm(key, TagBytes);
            try
            {
                cipher.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, content.Length), box.AsSpan(NonceBytes + content.Length), content);
                return content;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Perhaps by another of the keys.
            }
        }

        return null;
    }
}
