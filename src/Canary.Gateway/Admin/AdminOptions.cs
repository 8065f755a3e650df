using Canary.Gateway.Admin.Certificates;
using Canary.Gateway.Admin.Oidc;
using Canary.Gateway.Proxy;

namespace Canary.Gateway.Admin;

/// <summary>The admin listener and who may use it: the settings under <c>Canary:Admin</c>.</summary>
internal sealed class AdminOptions
{
    /// <summary>Listeners, <c>;</c>-separated; <c>https://</c> needs <see cref="Certificate"/>. Default <c>http://127.0.0.1:8081</c>. Where nobody can show who they are, nothing but loopback is allowed.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:8081";

    /// <summary>Certificate of <c>https://</c> listeners, re-read when the file changes.</summary>
    public CertificateOptions Certificate { get; set; } = new();

    /// <summary>Where people reach the admin listener, as <c>https://canary.example.com</c>: notifications then carry links that approve or abort. Default none.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Who may call by a key. Default none; with no provider and no certificates' holders besides, everyone on loopback may do everything.</summary>
    public IList<ApiKeyOptions> ApiKeys { get; set; } = [];

    /// <summary>The identity provider whose accounts may call. Default none.</summary>
    public OidcOptions Oidc { get; set; } = new();

    /// <summary>Certificates of callers. Default none are asked for.</summary>
    public ClientCertificateOptions ClientCertificates { get; set; } = new();
}

/// <summary>One API key.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>What audit and history call its holder. 1 to 100 printable characters, unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, 64 hex digits.</summary>
    public string Hash { get; set; } = "";

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public string Role { get; set; } = "";
}
