using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Canary.Gateway.Tests.Admin.Certificates;

/// <summary>An authority, and certificates that it signed, for tests.</summary>
internal sealed class MadeCertificates : IDisposable
{
    public const string Clients = "1.3.6.1.5.5.7.3.2";
    public const string Servers = "1.3.6.1.5.5.7.3.1";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly List<string> _files = [];

    public MadeCertificates(string name = "Test authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        _authority = request.CreateSelfSigned(now.AddDays(-2), now.AddDays(100));
        AuthorityFile = Write(_authority.ExportCertificatePem());
        using var server = Issue("CN=localhost", Servers);
        ServerFile = Write(server.ExportCertificatePem() + "\n" + server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The authority's certificate.</summary>
    public string AuthorityFile { get; }

    /// <summary>A server's certificate with its key.</summary>
    public string ServerFile { get; }

    /// <summary>A certificate with its key.</summary>
    public X509Certificate2 Issue(string subject, string usage = Clients, TimeSpan? lifetime = null, string? dns = null, string? uri = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        if (dns is not null)
        {
            names.AddDnsName(dns);
        }

        if (uri is not null)
        {
            names.AddUri(new Uri(uri));
        }

        request.CertificateExtensions.Add(names.Build());
        var began = TimeProvider.System.GetUtcNow().AddDays(-1);
        using var signed = request.Create(_authority, began, began + (lifetime ?? TimeSpan.FromDays(50)), RandomNumberGenerator.GetBytes(16));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _files.ForEach(File.Delete);
    }

    private string Write(string text)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        _files.Add(file);
        return file;
    }
}
