using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Canary.Gateway.Admin.Oidc;

/// <summary>What the provider said of itself at one time: where its endpoints are, and which keys it signs with.</summary>
/// <param name="Issuer">What its tokens name as <c>iss</c>.</param>
/// <param name="Authorization">Where browsers are sent to log in, or null.</param>
/// <param name="Token">Where a code is changed for tokens, or null.</param>
/// <param name="UserInfo">Where claims are read that the ID token has not, or null.</param>
/// <param name="EndSession">Where browsers can log out of the provider, or null.</param>
/// <param name="TakesBasic">Whether the client's secret can go in the Authorization header.</param>
/// <param name="NamesIssuer">Whether its answers to browsers name the issuer (RFC 9207).</param>
/// <param name="Keys">Its public keys, of RSA and elliptic curves.</param>
internal sealed record ProviderSnapshot(
    string Issuer, Uri? Authorization, Uri? Token, Uri? UserInfo, Uri? EndSession, bool TakesBasic, bool NamesIssuer, IReadOnlyList<SecurityKey> Keys)
{
    private const int MinRsaBits = 2048;

    /// <summary>Reads the metadata and the keys.</summary>
    /// <exception cref="ProviderException">The provider does not answer, or not as the settings and OpenID Connect Discovery 1.0 want it to.</exception>
    public static async Task<ProviderSnapshot> ReadAsync(OidcSettings settings, ProviderClient client, CancellationToken cancellation)
    {
        var metadata = await client.GetAsync(new Uri(settings.Authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration"), null, cancellation);
        var issuer = TextOf(metadata, "issuer") ?? throw new ProviderException("The provider's metadata names no issuer");
        if (issuer.TrimEnd('/') != settings.Authority.OriginalString.TrimEnd('/'))
        {
            throw new ProviderException($"The provider's metadata is that of the issuer '{issuer}', and Canary:Admin:Oidc:Authority is '{settings.Authority.OriginalString}': they must be the same");
        }

        var keys = await client.GetAsync(AddressOf(metadata, "jwks_uri", settings) ?? throw new ProviderException("The provider's metadata names no jwks_uri"), null, cancellation);
        return new ProviderSnapshot(
            issuer,
            AddressOf(metadata, "authorization_endpoint", settings),
            AddressOf(metadata, "token_endpoint", settings),
            AddressOf(metadata, "userinfo_endpoint", settings),
            AddressOf(metadata, "end_session_endpoint", settings),
            TakesBasic: !metadata.TryGetProperty("token_endpoint_auth_methods_supported", out var methods) || methods.EnumerateArray().Any(method => method.ValueEquals("client_secret_basic")),
            NamesIssuer: metadata.TryGetProperty("authorization_response_iss_parameter_supported", out var named) && named.ValueKind == JsonValueKind.True,
            KeysIn(keys));
    }

    /// <summary>Whether a token's key can be one of these: by its id, or by any where it names none.</summary>
    public bool HasKey(string? id) => string.IsNullOrEmpty(id) ? Keys.Count > 0 : Keys.Any(key => key.KeyId == id);

    private static string? TextOf(JsonElement metadata, string name) =>
        metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Uri? AddressOf(JsonElement metadata, string name, OidcSettings settings)
    {
        if (TextOf(metadata, name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && OidcSettings.IsCallable(address, settings.AllowHttp)
            ? address
            : throw new ProviderException($"The provider's metadata has '{text}' as {name}: it must be an https URL");
    }

    private static List<SecurityKey> KeysIn(JsonElement json)
    {
        try
        {
            var keys = JsonWebKeySet.Create(json.GetRawText()).GetSigningKeys().Where(IsPublicKey).ToList();
            return keys.Count > 0 ? keys : throw new ProviderException("The provider publishes no key for signatures, of RSA with at least 2048 bits or of an elliptic curve");
        }
        catch (ArgumentException e)
        {
            throw new ProviderException("The provider's keys can't be read", e);
        }
    }

    private static bool IsPublicKey(SecurityKey key) => key switch
    {
        RsaSecurityKey rsa => rsa.KeySize >= MinRsaBits,
        X509SecurityKey certificate => certificate.KeySize >= MinRsaBits,
        ECDsaSecurityKey => true,
        _ => false,
    };
}
