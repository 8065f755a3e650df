using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Canary.Gateway.Tests.Proxy.Listeners;

/// <summary>Makes certificates for localhost, signed by an intermediate issuer of their own.</summary>
internal sealed class TestCertificate
{
    private TestCertificate(X509Certificate2 certificate, X509Certificate2 issuer, ECDsa key) => (Certificate, Issuer, Key) = (certificate, issuer, key);

    public X509Certificate2 Certificate { get; }

    public X509Certificate2 Issuer { get; }

    public ECDsa Key { get; }

    public string ChainPem => Certificate.ExportCertificatePem() + "\n" + Issuer.ExportCertificatePem() + "\n";

    public string KeyPem => Key.ExportPkcs8PrivateKeyPem() + "\n";

    public static TestCertificate Create(string name)
    {
        var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = IssuerRequest("CN=Test root", rootKey).CreateSelfSigned(from, until);
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuer = IssuerRequest("CN=Test issuer", issuerKey).Create(root, from, until, [1]).CopyWithPrivateKey(issuerKey);

        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var certificate = request.Create(issuer, from, until, [1, 2, 3, 4]);
        return new TestCertificate(certificate, issuer, key);
    }

    public byte[] ToPkcs12(string password)
    {
        using var withKey = Certificate.CopyWithPrivateKey(Key);
        return new X509Certificate2Collection { withKey, Issuer }.Export(X509ContentType.Pkcs12, password)!;
    }

    private static CertificateRequest IssuerRequest(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }
}
