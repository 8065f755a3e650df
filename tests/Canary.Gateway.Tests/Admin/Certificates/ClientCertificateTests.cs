using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Canary.Gateway.Admin.Certificates;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Admin.Certificates;

/// <summary>Mutual TLS on the admin listener.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly MadeCertificates _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public async Task Where_it_is_required_there_is_no_connection_without_a_good_certificate_and_the_roles_are_the_keys()
    {
        await using var admin = await StartAsync(ClientCertificateUse.Required);
        using var good = _made.Issue("CN=anyone");
        using var other = new MadeCertificates();

        (await AnswersAsync(admin, null)).ShouldBeFalse();
        foreach (var bad in new[]
        {
            other.Issue("CN=anyone"), _made.Issue("CN=anyone", MadeCertificates.Servers), _made.Issue("CN=anyone", lifetime: TimeSpan.FromHours(1)),
        })
        {
            (await AnswersAsync(admin, bad)).ShouldBeFalse(bad.Issuer);
            bad.Dispose();
        }

        (await SendAsync(admin, good, HttpMethod.Get, "/livez")).Status.ShouldBe(200);
        (await SendAsync(admin, good, HttpMethod.Get, "/api/v1/services")).ShouldBeProblem(401, "unauthenticated");
        (await SendAsync(admin, good, HttpMethod.Get, "/api/v1/caller", ("X-Api-Key", "key-of-otto"))).Text.ShouldContain("\"otto\",\"role\":\"operator\",\"knownBy\":\"key\"");
        admin.Log.Lines.ShouldContain(line => line.Contains("A client's certificate was refused: CN=anyone"));
    }

    [Fact]
    public async Task Where_it_is_optional_one_may_be_missing_and_a_bad_one_is_refused()
    {
        await using var admin = await StartAsync(ClientCertificateUse.Optional);
        using var other = new MadeCertificates();
        using var bad = other.Issue("CN=anyone");

        (await SendAsync(admin, null, HttpMethod.Get, "/api/v1/caller", ("X-Api-Key", "key-of-vera"))).Status.ShouldBe(200);
        (await AnswersAsync(admin, bad)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_holder_is_known_by_subject_dns_name_or_uri_and_has_that_role_and_no_more()
    {
        await using var admin = await StartAsync(
            ClientCertificateUse.Required,
            new CertificateHolderOptions { Name = "deploy", Role = "operator", Subject = "CN=deploy,O=\"Example, Inc.\"" },
            new CertificateHolderOptions { Name = "watch", Role = "viewer", DnsName = "Watch.example.com" },
            new CertificateHolderOptions { Name = "root", Role = "admin", Uri = "spiffe://example.com/root" });
        async Task<string> CallerAsync(X509Certificate2 certificate, params (string, string)[] headers)
        {
            using (certificate)
            {
                return (await SendAsync(admin, certificate, HttpMethod.Get, "/api/v1/caller", headers)).Text;
            }
        }

        (await CallerAsync(_made.Issue("CN=deploy, O=\"Example, Inc.\""))).ShouldBe("""{"name":"deploy","role":"operator","knownBy":"certificate"}""");
        (await CallerAsync(_made.Issue("CN=x", dns: "watch.example.com"))).ShouldContain("\"watch\",\"role\":\"viewer\"");
        (await CallerAsync(_made.Issue("CN=x", uri: "spiffe://example.com/root"))).ShouldContain("\"root\",\"role\":\"admin\"");
        (await CallerAsync(_made.Issue("CN=x", uri: "spiffe://example.com/root"), ("X-Api-Key", "key-of-vera"))).ShouldContain("\"vera\",\"role\":\"viewer\"");
        foreach (var subject in new[] { "CN=deploy", "CN=Deploy, O=\"Example, Inc.\"", "CN=deploy, O=Example", "CN=watch.example.com" })
        {
            (await CallerAsync(_made.Issue(subject))).ShouldContain("\"unauthenticated\"");
        }

        (await CallerAsync(_made.Issue("CN=x", dns: "evil.watch.example.com"))).ShouldContain("\"unauthenticated\"");
    }

    [Fact]
    public async Task A_web_page_of_elsewhere_changes_nothing_by_the_certificate_that_the_browser_sends()
    {
        await using var admin = await StartAsync(ClientCertificateUse.Optional, new CertificateHolderOptions { Name = "deploy", Role = "operator", Subject = "CN=deploy" });
        using var certificate = _made.Issue("CN=deploy");

        (await SendAsync(admin, certificate, HttpMethod.Post, Shop.Path + "/rollback", ("Origin", "https://evil.example.com"))).ShouldBeProblem(403, "cross-site");
        (await SendAsync(admin, certificate, HttpMethod.Post, Shop.Path + "/rollback", ("Sec-Fetch-Site", "cross-site"))).ShouldBeProblem(403, "cross-site");
        (await SendAsync(admin, certificate, HttpMethod.Post, Shop.Path + "/rollback")).ShouldBeProblem(404, "service-not-found");
    }

    [Fact]
    public async Task Authorities_that_are_exchanged_in_their_file_are_taken_and_a_broken_file_is_not()
    {
        using var next = new MadeCertificates("Next authority");
        using var first = _made.Issue("CN=a");
        using var second = next.Issue("CN=a");
        await using var admin = await StartAsync(ClientCertificateUse.Required);
        (await AnswersAsync(admin, first)).ShouldBeTrue();
        (await AnswersAsync(admin, second)).ShouldBeFalse();

        await File.WriteAllTextAsync(_made.AuthorityFile, "nothing");
        await Eventually.TrueAsync(() => admin.Log.Lines.Any(line => line.Contains("can't be used, the old ones stay")), "the broken file is told");
        (await AnswersAsync(admin, first)).ShouldBeTrue();

        File.Copy(next.AuthorityFile, _made.AuthorityFile, overwrite: true);
        await Eventually.TrueAsync(() => AnswersAsync(admin, second), "the next authority's certificates are taken");
        (await AnswersAsync(admin, first)).ShouldBeFalse();
    }

    private static async Task<bool> AnswersAsync(AdminUnderTest admin, X509Certificate2? certificate)
    {
        try
        {
            return (await SendAsync(admin, certificate, HttpMethod.Get, "/livez")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<Reply> SendAsync(AdminUnderTest admin, X509Certificate2? certificate, HttpMethod method, string path, params (string, string)[] headers)
    {
        // One connection each: a session that was resumed would bring the certificate of before.
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
                AllowTlsResume = false,
            },
        })
        { BaseAddress = admin.Address };
        return await admin.SendAsync(method, path, client: client, headers: headers);
    }

    private Task<AdminUnderTest> StartAsync(ClientCertificateUse use, params CertificateHolderOptions[] holders) => AdminUnderTest.StartAsync(AdminUnderTest.AllRoles(), configure: options =>
    {
        options.Urls = "https://127.0.0.1:0";
        options.Certificate.Path = _made.ServerFile;
        (options.ClientCertificates.Use, options.ClientCertificates.Authorities, options.ClientCertificates.Holders) = (use, _made.AuthorityFile, holders);
    });
}
