using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Canary.Gateway.Proxy.Listeners;

/// <summary>Reads the certificate of <c>https://</c> listeners from PEM or PKCS#12 files.</summary>
internal sealed class CertificateFile(CertificateOptions options)
{
    private readonly string _path = options.Path ?? throw new ArgumentException("A path is needed.", nameof(options));

    /// <summary>The certificate's file, for messages.</summary>
    public string Path => _path;

    /// <summary>The files' bytes, to be compared with those of an earlier reading.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public byte[] ReadBytes()
    {
        var certificate = File.ReadAllBytes(_path);
        return options.KeyPath is { Length: > 0 } key ? [.. certificate, .. File.ReadAllBytes(key)] : certificate;
    }

    /// <summary>The certificate with its key, and the chain that is sent with it.</summary>
    /// <exception cref="CryptographicException">The content is not a certificate with its private key, or the password is wrong.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public SslStreamCertificateContext Load()
    {
        var isPem = File.ReadAllBytes(_path).AsSpan().IndexOf("-----BEGIN "u8) >= 0;
        var (certificate, chain) = isPem ? LoadPem() : LoadPkcs12();
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private (X509Certificate2 Certificate, X509Certificate2Collection Chain) LoadPem()
    {
        var keyPath = options.KeyPath is { Length: > 0 } path ? path : _path;
        var certificate = string.IsNullOrEmpty(options.Password)
            ? X509Certificate2.CreateFromPemFile(_path, keyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(_path, options.Password, keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_path);
        chain.RemoveAt(0);
        return (certificate, chain);
    }

    private (X509Certificate2 Certificate, X509Certificate2Collection Chain) LoadPkcs12()
    {
        var chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(_path, options.Password);
        var certificate = chain.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("The file has no certificate with a private key.");
        chain.Remove(certificate);
        return (certificate, chain);
    }
}
