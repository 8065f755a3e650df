using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Canary.Core.Access;

/// <summary>An API key, and the hash that settings know it by: the key itself is kept by its holder alone.</summary>
/// <param name="Key">The key, as its holder sends it.</param>
/// <param name="Hash">Its SHA-256, 64 hex digits in lower case.</param>
public sealed record ApiKey(string Key, string Hash)
{
    /// <summary>The random bytes that a key is made of.</summary>
    public const int RandomBytes = 32;

    /// <summary>The bytes of a hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>The key that stands for random bytes.</summary>
    /// <param name="random"><see cref="RandomBytes"/> bytes that nobody can guess.</param>
    /// <exception cref="ArgumentException">They are more or fewer.</exception>
    public static ApiKey From(ReadOnlySpan<byte> random)
    {
        if (random.Length != RandomBytes)
        {
            throw new ArgumentException($"A key is made of {RandomBytes} bytes, not of {random.Length}.", nameof(random));
        }

        var key = Base64Url.EncodeToString(random);
        Span<byte> hash = stackalloc byte[HashBytes];
        WriteHash(key, hash);
        return new ApiKey(key, Convert.ToHexStringLower(hash));
    }

    /// <summary>Writes the hash of a key that somebody presents.</summary>
    /// <param name="key">The key, or what is taken for one.</param>
    /// <param name="hash">Room for <see cref="HashBytes"/> bytes.</param>
    public static void WriteHash(string key, Span<byte> hash) => SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);

    /// <summary>What its holder and whoever keeps the settings are told, once.</summary>
    /// <param name="name">What audit and history are to call the holder.</param>
    /// <param name="role">The holder's role.</param>
    public string Tell(string name, string role) => $"""
        key   {Key}
              for its holder, as "Authorization: Bearer <key>"; it is shown here and nowhere else
        hash  {Hash}
              for the settings of every gateway:
              Canary__Admin__ApiKeys__0__Name={name} Canary__Admin__ApiKeys__0__Role={role} Canary__Admin__ApiKeys__0__Hash={Hash}
        """;
}
