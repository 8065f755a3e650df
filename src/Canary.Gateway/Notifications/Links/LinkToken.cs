using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Canary.Gateway.Notifications.Links;

/// <summary>What a signed link does, and until when. It works once: what it does makes another transition of the rollout.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Rollout">The rollout's id.</param>
/// <param name="Transition">The transition that the rollout must still be at.</param>
/// <param name="Step">The rollout's step at it, from 1.</param>
/// <param name="Action">What it does.</param>
/// <param name="Expires">Until when, in seconds since 1970.</param>
internal sealed record LinkToken(
    [property: JsonPropertyName("s")] string Service,
    [property: JsonPropertyName("r")] string Rollout,
    [property: JsonPropertyName("t")] long Transition,
    [property: JsonPropertyName("p")] int Step,
    [property: JsonPropertyName("a")] LinkAction Action,
    [property: JsonPropertyName("e")] long Expires)
{
    /// <summary>The most characters of a token.</summary>
    public const int MaxLength = 600;

    /// <summary>As it stands in a URL: the fields and their HMAC-SHA256, both in base64url.</summary>
    public string Sign(byte[] key)
    {
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));
        return $"{payload}.{Base64Url.EncodeToString(Mac(key, payload))}";
    }

    /// <summary>The fields of a token that was signed with the key, else null.</summary>
    public static LinkToken? Read(string token, byte[] key)
    {
        // The signature is compared as it is written: the same bytes could be written otherwise, with white space in between.
        if (token.Length > MaxLength || token.Split('.') is not [var payload, var mac] || !Base64Url.IsValid(payload)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mac), Base64Url.EncodeToUtf8(Mac(key, payload))))
        {
            return null;
        }

        return JsonSerializer.Deserialize<LinkToken>(Base64Url.DecodeFromChars(payload));
    }

    private static byte[] Mac(byte[] key, string payload) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(payload));
}

/// <summary>What a link does.</summary>
internal enum LinkAction
{
    /// <summary>Says yes to the step's gate.</summary>
    Approve,

    /// <summary>Ends the rollout, weights as before it.</summary>
    Abort,

    /// <summary>Takes the variant out of traffic.</summary>
    Rollback,
}
