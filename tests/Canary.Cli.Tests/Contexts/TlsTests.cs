using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Canary.Cli.Tests.Running;
using Canary.TestKit;

namespace Canary.Cli.Tests.Contexts;

public sealed class TlsTests
{
    [Fact]
    public async Task A_gateway_with_a_private_authority_is_trusted_by_its_file_and_by_nothing_else()
    {
        using var ctl = new CanaryCtl();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key);
        ctl.Write("ca.pem", certificate.ExportCertificatePem());
        ctl.Write("tls.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        var pem = Path.Combine(ctl.Home, "tls.pem");
        await using var gateway = await GatewayUnderTest.StartAsync(
            ("Admin:Urls", $"https://127.0.0.1:{FreePort.Next()}"), ("Admin:Certificate:Path", pem), ("Admin:ClientCertificates:Use", "Required"), ("Admin:ClientCertificates:Authorities", Path.Combine(ctl.Home, "ca.pem")),
            ("Admin:ClientCertificates:Holders:0:Name", "deploy"), ("Admin:ClientCertificates:Holders:0:Role", "operator"), ("Admin:ClientCertificates:Holders:0:DnsName", "deploy.example.com"));
        var url = gateway.Admin.BaseAddress!.AbsoluteUri;
        var unknown = await ctl.RunAsync("get", "caller", "--url", url);
        unknown.ExitCode.ShouldBe(6);
        unknown.Error.ShouldStartWith("error: The gateway at https://127.0.0.1:");
        unknown.Error.Count(c => c == '\n').ShouldBe(1, unknown.Error);

        (await ctl.SayAsync("context", "set", "tls", "--url", url, "--ca-file", "ca.pem", "--certificate-file", "tls.pem")).ShouldEndWith(", key: none");
        (await ctl.SayAsync("get", "caller")).ShouldContain("Name      deploy");
        ctl.Write("broken.pem", "nothing");
        (await ctl.With("CANARY_CERTIFICATE_FILE", "broken.pem").RunAsync("get", "caller")).ShouldSatisfyAllConditions(
            ran => ran.ExitCode.ShouldBe(2),
            ran => ran.Error.ShouldStartWith("error: A certificate can't be used ("));
    }

    // One certificate for both sides, its own authority.
    private static X509Certificate2 Certificate(ECDsa key)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("deploy.example.com");
        var request = new CertificateRequest("CN=canaryctl test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }
}
