using Canary.Gateway.Proxy.Admission;

namespace Canary.Gateway.Proxy;

/// <summary>The data plane's listeners: the settings under <c>Canary:Proxy</c>.</summary>
internal sealed class ProxyOptions
{
    /// <summary>Listeners, <c>;</c>-separated; <c>https://</c> needs <see cref="Certificate"/>. Default <c>http://0.0.0.0:8080</c>.</summary>
    public string Urls { get; set; } = "http://0.0.0.0:8080";

    /// <summary>Further listeners for HTTP/2 without TLS by prior knowledge, <c>;</c>-separated. Default none.</summary>
    public string? H2cUrls { get; set; }

    /// <summary>Certificate of <c>https://</c> listeners, re-read when the file changes.</summary>
    public CertificateOptions Certificate { get; set; } = new();

    /// <summary>Peers (CIDR or addresses) whose <c>X-Forwarded-*</c> and <c>traceparent</c> headers are believed. Default none.</summary>
    public IList<string> TrustedProxies { get; set; } = [];

    /// <summary>What clients may ask of the listeners.</summary>
    public ProxyLimits Limits { get; set; } = new();
}

/// <summary>A certificate on disk.</summary>
internal sealed class CertificateOptions
{
    /// <summary>PEM or PKCS#12 file. Default none.</summary>
    public string? Path { get; set; }

    /// <summary>PEM key file, where the key is not in <see cref="Path"/>. Default none.</summary>
    public string? KeyPath { get; set; }

    /// <summary>Password of the key or the PKCS#12 file. Default none.</summary>
    public string? Password { get; set; }
}
