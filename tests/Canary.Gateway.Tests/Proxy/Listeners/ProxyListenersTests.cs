using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Canary.Gateway.Proxy;
using Canary.TestKit;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Tests.Proxy.Listeners;

public sealed class ProxyListenersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Https_speaks_HTTP_1_and_2_by_ALPN(string version)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(WritePem(TestCertificate.Create("first")));
        await proxy.ApplyAsync(TestServices.Single(backend) with { Sticky = [new(Core.Services.StickyKind.Cookie, "id")] });

        using var client = ProxyUnderTest.CreateClient(proxy.Url, Version.Parse(version));
        using var answer = await client.GetAsync("/echo");
        answer.Version.ShouldBe(Version.Parse(version));
        var echo = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        echo.GetProperty("headers").GetProperty("x-forwarded-proto").GetString().ShouldBe("https");
        echo.GetProperty("host").GetString().ShouldBe(proxy.Url.Authority);
        answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldEndWith("; Secure");
    }

    [Fact]
    public async Task An_h2c_listener_speaks_HTTP_2_by_prior_knowledge()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.H2cUrls = "http://127.0.0.1:0");
        await proxy.ApplyAsync(TestServices.Single(backend));

        using var client = ProxyUnderTest.CreateClient(proxy.Urls[1], HttpVersion.Version20);
        using var answer = await client.GetAsync("/");
        answer.Version.ShouldBe(HttpVersion.Version20);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("stable");
        (await proxy.Client.GetStringAsync("/")).ShouldBe("stable");
    }

    [Theory]
    [InlineData("2.0", "1.1")]
    [InlineData("1.1", "2.0")]
    [InlineData("2.0", "2.0")]
    public async Task Versions_of_client_and_backend_are_independent(string client, string backendVersion)
    {
        await using var backend = await StubBackend.StartAsync("stable", backendVersion == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.H2cUrls = "http://127.0.0.1:0");
        var protocol = backendVersion == "2.0" ? Core.Services.BackendProtocol.Http2 : Core.Services.BackendProtocol.Http1;
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(backend) with { Protocol = protocol }));

        using var http = ProxyUnderTest.CreateClient(proxy.Urls[client == "2.0" ? 1 : 0], Version.Parse(client));
        var echo = JsonDocument.Parse(await http.GetStringAsync("/echo")).RootElement;
        echo.GetProperty("protocol").GetString().ShouldBe(backendVersion == "2.0" ? "HTTP/2" : "HTTP/1.1");
    }

    [Fact]
    public async Task The_chain_in_the_file_is_sent()
    {
        var certificate = TestCertificate.Create("chained");
        await using var pem = await StartAsync(WritePem(certificate));
        (await ServedAsync(pem)).ShouldBe(["CN=chained", "CN=Test issuer"]);

        var path = Path.Combine(_folder, "site.pfx");
        await File.WriteAllBytesAsync(path, certificate.ToPkcs12("secret"));
        await using var pkcs12 = await StartAsync(new CertificateOptions { Path = path, Password = "secret" });
        (await ServedAsync(pkcs12)).ShouldBe(["CN=chained", "CN=Test issuer"]);
    }

    [Fact]
    public async Task A_new_certificate_is_taken_over_and_a_bad_one_is_not()
    {
        var options = WritePem(TestCertificate.Create("first"));
        await using var proxy = await StartAsync(options);
        (await ServedAsync(proxy))[0].ShouldBe("CN=first");

        await File.WriteAllTextAsync(options.Path!, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        await Eventually.TrueAsync(() => proxy.Log.Lines.Any(line => line.Contains("can't be used, the old one stays")), "the bad file was refused");
        (await ServedAsync(proxy))[0].ShouldBe("CN=first");

        WritePem(TestCertificate.Create("second"));
        await Eventually.TrueAsync(async () => (await ServedAsync(proxy))[0] == "CN=second", "the new certificate is served");
    }

    private static Task<ProxyUnderTest> StartAsync(CertificateOptions certificate) =>
        ProxyUnderTest.StartAsync(options => (options.Urls, options.Certificate) = ("https://127.0.0.1:0", certificate));

    private static async Task<string[]> ServedAsync(ProxyUnderTest proxy)
    {
        string[] subjects = [];
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, proxy.Url.Port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, chain, _) =>
        {
            // What the server sent stands in the chain's extra store, beside the certificate itself.
            subjects = [certificate!.Subject, .. chain!.ChainPolicy.ExtraStore.Select(c => c.Subject).Where(s => s != certificate.Subject)];
            return true;
        });
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateRevocationCheckMode = X509RevocationMode.NoCheck });
        return subjects;
    }

    private CertificateOptions WritePem(TestCertificate certificate)
    {
        var options = new CertificateOptions { Path = Path.Combine(_folder, "site.pem"), KeyPath = Path.Combine(_folder, "site.key") };
        File.WriteAllText(options.KeyPath!, certificate.KeyPem);
        File.WriteAllText(options.Path!, certificate.ChainPem);
        return options;
    }
}
