using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Canary.Gateway.Admin.Login;

/// <summary>A login between its start and the provider's answer: what the cookie holds meanwhile, sealed.</summary>
/// <param name="State">Ties the answer to this browser.</param>
/// <param name="Nonce">Ties the ID token to this login.</param>
/// <param name="Verifier">Ties the code to this login (PKCE, RFC 7636).</param>
/// <param name="Return">Where it goes then: a path of the listener.</param>
/// <param name="Ends">Until when it can end well, seconds since 1970.</param>
internal sealed record LoginAttempt(string State, string Nonce, string Verifier, string Return, long Ends)
{
    /// <summary>How long a person has at the provider.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int RandomBytes = 32;

    /// <summary>What the provider is told of the verifier.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>A new one.</summary>
    public static LoginAttempt New(string returnPath, DateTimeOffset now) =>
        new(Random(), Random(), Random(), returnPath, (now + Lifetime).ToUnixTimeSeconds());

    /// <summary>As it goes into the cookie.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static LoginAttempt Of(byte[] bytes) => JsonSerializer.Deserialize<LoginAttempt>(bytes)!;

    /// <summary>Whether an answer of the provider is for this login. Takes the same time whatever it has.</summary>
    public bool HasState(string state) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(State), Encoding.UTF8.GetBytes(state));

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
}
