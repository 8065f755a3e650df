using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Canary.TestKit.Oidc;

/// <summary>A signing key of a provider that a test has the private part of, so that it can sign tokens that the provider never would.</summary>
public sealed class ProviderKey : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);

    /// <summary>A new RSA key.</summary>
    /// <param name="id">Its <c>kid</c>.</param>
    public ProviderKey(string id) => Id = id;

    /// <summary>Its <c>kid</c>.</summary>
    public string Id { get; }

    /// <summary>The public key as a PEM text, which anybody can have.</summary>
    public string PublicPem => _rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>The private key as a JSON Web Key.</summary>
    public JsonObject ToJwk()
    {
        var key = _rsa.ExportParameters(includePrivateParameters: true);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = Id,
            ["n"] = Text(key.Modulus!),
            ["e"] = Text(key.Exponent!),
            ["d"] = Text(key.D!),
            ["p"] = Text(key.P!),
            ["q"] = Text(key.Q!),
            ["dp"] = Text(key.DP!),
            ["dq"] = Text(key.DQ!),
            ["qi"] = Text(key.InverseQ!),
        };
    }

    /// <summary>A token signed by RS256.</summary>
    /// <param name="claims">Its claims.</param>
    /// <param name="header">Further or other fields of its header.</param>
    public string Sign(object claims, params (string Name, object Value)[] header) =>
        Token(Header("RS256", header), claims, said => _rsa.SignData(said, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>A token by PS512.</summary>
    public string SignPss(object claims) =>
        Token(Header("PS512", []), claims, said => _rsa.SignData(said, HashAlgorithmName.SHA512, RSASignaturePadding.Pss));

    /// <summary>A token by HS256 whose secret is the public key, as the attack on careless libraries has it.</summary>
    public string SignByPublicKey(object claims) => Token(Header("HS256", []), claims, said => HMACSHA256.HashData(Encoding.UTF8.GetBytes(PublicPem), said));

    /// <summary>A token that says it needs no signature, and has none.</summary>
    public string Unsigned(object claims) => Token(Header("none", []), claims, _ => []);

    /// <inheritdoc/>
    public void Dispose() => _rsa.Dispose();

    private JsonObject Header(string algorithm, (string Name, object Value)[] more)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = Id };
        foreach (var (name, value) in more)
        {
            header[name] = JsonSerializer.SerializeToNode(value);
        }

        return header;
    }

    private static string Token(JsonObject header, object claims, Func<byte[], byte[]> sign)
    {
        var said = $"{Text(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Text(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{said}.{Text(sign(Encoding.ASCII.GetBytes(said)))}";
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
