using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Kubernetes;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Discovery.Kubernetes;

/// <summary>Whom a gateway in a cluster trusts.</summary>
public sealed class KubernetesHandlerTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly X509Certificate2 _authority = Authority();

    [Fact]
    public async Task A_server_whose_certificate_the_cluster_signed_is_asked_over_HTTP_2()
    {
        await File.WriteAllTextAsync(_path, _authority.ExportCertificatePem());
        await using var server = await ScriptedServer.StartAsync(certificate: Signed(_authority, "127.0.0.1"));
        server.Answers(200, """{"metadata":{"resourceVersion":"11"},"items":[]}""");
        (await NextAsync(server)).ShouldBeEmpty();
        (await server.AskedAsync()).Protocol.ShouldBe("HTTP/2");
    }

    [Fact]
    public async Task A_server_whose_certificate_somebody_else_signed_is_not_trusted()
    {
        using var other = Authority();
        await File.WriteAllTextAsync(_path, other.ExportCertificatePem());
        await using var server = await ScriptedServer.StartAsync(certificate: Signed(_authority, "127.0.0.1"));
        (await Should.ThrowAsync<DiscoveryException>(() => NextAsync(server))).Message.ShouldContain("certificate");
        server.HasBeenAsked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_whose_certificate_is_for_another_name_is_not_trusted()
    {
        await File.WriteAllTextAsync(_path, _authority.ExportCertificatePem());
        await using var server = await ScriptedServer.StartAsync(certificate: Signed(_authority, "127.0.0.2"));
        (await Should.ThrowAsync<DiscoveryException>(() => NextAsync(server))).Message.ShouldContain("certificate");
    }

    [Fact]
    public async Task Certificates_that_cannot_be_read_are_a_failure_that_names_the_file()
    {
        File.Delete(_path);
        await using var server = await ScriptedServer.StartAsync(certificate: Signed(_authority, "127.0.0.1"));
        (await Should.ThrowAsync<DiscoveryException>(() => NextAsync(server))).Message.ShouldContain(_path);
    }

    public void Dispose()
    {
        _authority.Dispose();
        File.Delete(_path);
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    private static X509Certificate2 Signed(X509Certificate2 authority, string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = TimeProvider.System.GetUtcNow();
        using var bare = request.Create(authority, now.AddHours(-1), now.AddDays(1), [1, 2, 3, 4]);
        using var own = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
    }

    private async Task<IReadOnlyList<DestinationConfig>> NextAsync(ScriptedServer server)
    {
        using var http = new HttpMessageInvoker(KubernetesHandler.Create(_path));
        var options = new KubernetesOptions { Address = server.Address, TokenPath = null, CertificatePath = _path, Namespace = "web" };
        using var watch = new KubernetesSource(options, http, new RungTime()).Watch(new KubernetesDiscoveryConfig { Service = "shop" });
        return await watch.NextAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
    }
}
