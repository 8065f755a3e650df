using Canary.Gateway.Admin;
using Canary.Gateway.Admin.Certificates;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Tests.Admin.Access;

/// <summary>Settings of who may call that are wrong, each with what is told.</summary>
public sealed class AccessSettingsTests
{
    [Theory]
    [InlineData("http://login.example.com", "Canary:Admin:Oidc:Authority is 'http://login.example.com'", "https URL")]
    [InlineData("http://127.0.0.1:5000", "Canary:Admin:Oidc:Authority is 'http://127.0.0.1:5000'", "Canary:Admin:Oidc:AllowHttp=true")]
    [InlineData("https://login.example.com/?a=b", "Canary:Admin:Oidc:Authority is", "without query")]
    [InlineData("https://user:secret@login.example.com", "Canary:Admin:Oidc:Authority is", "https URL")]
    [InlineData("login.example.com", "Canary:Admin:Oidc:Authority is 'login.example.com'", "https URL")]
    public void An_authority_must_be_an_https_url(string authority, string begins, string says) =>
        Problem(options => options.Oidc.Authority = authority).ShouldSatisfyAllConditions(line => line.ShouldStartWith(begins), line => line.ShouldContain(says));

    [Fact]
    public void Plain_http_is_possible_on_loopback_alone() =>
        Problem(options => (options.Oidc.Authority, options.Oidc.AllowHttp) = ("http://login.example.com", true)).ShouldContain("on loopback alone");

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("rs256")]
    [InlineData("RSA-OAEP")]
    public void Only_algorithms_with_public_keys_are_possible(string algorithm) =>
        Problem(options => options.Oidc.Algorithms.Add(algorithm)).ShouldBe(
            $"Canary:Admin:Oidc:Algorithms has '{algorithm}': it must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512");

    [Fact]
    public void Everything_else_is_told_with_its_key_and_what_is_allowed()
    {
        Problem(options => options.Oidc.ClockSkew = TimeSpan.FromSeconds(61)).ShouldBe("Canary:Admin:Oidc:ClockSkew is 61s: it must be 0s to 1m");
        Problem(options => options.Oidc.RefreshInterval = TimeSpan.FromSeconds(1)).ShouldStartWith("Canary:Admin:Oidc:RefreshInterval is 1s: it must be 10s to ");
        Problem(options => options.Oidc.RoleClaim = "").ShouldStartWith("Canary:Admin:Oidc:RoleClaim is ''");
        Problem(options => options.Oidc.Audience = null).ShouldContain("neither Audience, for bearer tokens, nor Login:ClientId");
        Problem(options => options.Oidc.Authority = null).ShouldContain("Canary:Admin:Oidc:Authority is not set");
        Problem(options =>
        {
            options.Oidc.Roles.Viewer.Add("team");
            options.Oidc.Roles.Admin.Add("team");
        }).ShouldBe("Canary:Admin:Oidc:Roles:Admin has 'team', which is listed already: a value must give one role");
        Problem(options => options.ApiKeys.Add(AdminUnderTest.Key("oidc:olga", "viewer"))).ShouldContain("names that begin with 'oidc:'");
    }

    [Fact]
    public void Login_settings_are_told_with_their_key_and_what_is_allowed()
    {
        Problem(options => options.Oidc.Login.ClientSecret = "s").ShouldStartWith("Canary:Admin:Oidc:Login:ClientId is not set");
        LoginProblem(options => options.Oidc.Login.SessionKeys.Add("short")).ShouldBe("Canary:Admin:Oidc:Login:SessionKeys:0 has 5 characters: it must have at least 32, best random ones");
        LoginProblem(options => options.Oidc.Login.Scopes.Add("a b")).ShouldContain("Canary:Admin:Oidc:Login:Scopes has 'a b'");
        LoginProblem(options => options.Oidc.Login.IdleTimeout = TimeSpan.Zero).ShouldStartWith("Canary:Admin:Oidc:Login:IdleTimeout is 0s: it must be 1m to ");
        LoginProblem(options => options.Oidc.Login.Lifetime = TimeSpan.FromDays(8)).ShouldStartWith("Canary:Admin:Oidc:Login:Lifetime is ");
        LoginProblem(options => options.PublicUrl = "http://canary.example.com").ShouldContain("it must be https for people to log in");
        LoginProblem(options => options.Urls = "http://0.0.0.0:8081").ShouldContain("Canary:Admin:PublicUrl is not set");
    }

    [Fact]
    public void Client_certificate_settings_are_told_with_their_key_and_what_is_allowed()
    {
        Problem(options => options.ClientCertificates.Use = ClientCertificateUse.Optional).ShouldContain("no listener in Canary:Admin:Urls is https://");
        Problem(options => options.ClientCertificates.Authorities = "ca.pem").ShouldContain("Use is None, but there are Authorities");
        Problems(options =>
        {
            options.Urls = "https://127.0.0.1:0;http://0.0.0.0:8081";
            options.Certificate.Path = "/nowhere/server.pem";
            options.ClientCertificates.Use = ClientCertificateUse.Required;
            options.ClientCertificates.Holders.Add(new CertificateHolderOptions { Name = "deploy", Role = "root" });
        }).ShouldSatisfyAllConditions(
            lines => lines.ShouldContain(line => line.StartsWith("Canary:Admin:ClientCertificates:Holders:0:Role is 'root'")),
            lines => lines.ShouldContain(line => line.StartsWith("Canary:Admin:ClientCertificates:Holders:0 must have exactly one of Subject, DnsName and Uri")),
            lines => lines.ShouldContain(line => line.StartsWith("Canary:Admin:ClientCertificates:Use is Required, but Canary:Admin:Urls has an http:// listener that others can reach")),
            lines => lines.ShouldContain(line => line.StartsWith("Canary:Admin:ClientCertificates:Authorities is empty")),
            lines => lines.ShouldContain(line => line.StartsWith("Canary:Admin:Certificate:Path is '/nowhere/server.pem'")));
    }

    private static string LoginProblem(Action<AdminOptions> change) => Problem(options =>
    {
        options.Oidc.Login.ClientId = "console";
        change(options);
    });

    private static string Problem(Action<AdminOptions> change) => Problems(change).ShouldHaveSingleItem();

    private static IReadOnlyList<string> Problems(Action<AdminOptions> change)
    {
        var options = new AdminOptions { Urls = "http://127.0.0.1:0" };
        (options.Oidc.Authority, options.Oidc.Audience) = ("https://login.example.com", "canary");
        change(options);
        return Should.Throw<SettingsException>(() => AdminHost.Build(options, new GatewayServices
        {
            Time = TimeProvider.System,
            Loggers = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            Instance = null!,
            Store = null!,
            Snapshots = null!,
            Control = null!,
            Traffic = null!,
            Metrics = null!,
            Lifecycle = null!,
        })).Problems;
    }
}
