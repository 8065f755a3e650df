using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Canary.Gateway.Proxy.Testers;

/// <summary>Signs and reads tokens that give one tester one variant of one service for some time.</summary>
/// <remarks>
/// A token is <c>service.variant.seconds.mac</c>: names have no dots, the seconds are those since 1970 at which it ends, the MAC is
/// HMAC-SHA256 over all before it, in base64url. Who has it needs nothing else, and who has not can't make one.
/// </remarks>
internal sealed class TesterTokens
{
    /// <summary>The header that a token is sent in.</summary>
    public const string Header = "X-Canary-Force";

    /// <summary>What the name of the cookie begins with, before the service's name.</summary>
    public const string CookiePrefix = "canary-force-";

    /// <summary>The longest time that a token is good for.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(30);

    private const int MinKeyLength = 32;
    private const int MaxLength = 256;

    private readonly byte[][] _keys;
    private readonly TimeProvider _time;

    private TesterTokens(byte[][] keys, TimeProvider time) => (_keys, _time) = (keys, time);

    /// <summary>Tokens by the keys of the settings; null where there are none.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock of their end.</param>
    /// <param name="problems">Receives what is wrong with the settings.</param>
    public static TesterTokens? Create(TesterOptions options, TimeProvider time, ICollection<string> problems)
    {
        for (var i = 0; i < options.Keys.Count; i++)
        {
            if (options.Keys[i].Length < MinKeyLength)
            {
                problems.Add($"Canary:Testers:Keys:{i} has {options.Keys[i].Length} characters; it must have at least {MinKeyLength}, best random ones.");
            }
        }

        return options.Keys.Count == 0 ? null : new TesterTokens([.. options.Keys.Select(Encoding.UTF8.GetBytes)], time);
    }

    /// <summary>A new token.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="variant">The variant's name.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public (string Token, DateTimeOffset Expires) Issue(string service, string variant, TimeSpan lifetime)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds((_time.GetUtcNow() + lifetime).ToUnixTimeSeconds());
        var said = string.Create(CultureInfo.InvariantCulture, $"{service}.{variant}.{expires.ToUnixTimeSeconds()}");
        return ($"{said}.{Base64Url.EncodeToString(Mac(_keys[0], said))}", expires);
    }

    /// <summary>The variant that a token gives, or null: it is not one of ours, of another service, or over.</summary>
    /// <param name="service">The service that the request is for.</param>
    /// <param name="token">What the client sent.</param>
    public string? VariantOf(string service, ReadOnlySpan<char> token)
    {
        var end = token.LastIndexOf('.');
        if (token.Length > MaxLength || end < 0 || token[..end].ToString() is not { } said || said.Split('.') is not [var name, var variant, var seconds]
            || name != service
            || !long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            || expires <= _time.GetUtcNow().ToUnixTimeSeconds())
        {
            return null;
        }

        // Compared as it is written: the same bytes could be written otherwise, with white space in between.
        var given = Encoding.UTF8.GetBytes(token[(end + 1)..].ToString());
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Base64Url.EncodeToUtf8(Mac(key, said))))
            {
                return variant;
            }
        }

        return null;
    }

    private static byte[] Mac(byte[] key, string said) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(said));
}
