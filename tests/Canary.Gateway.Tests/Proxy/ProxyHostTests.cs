using System.Net;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy;
using Canary.Gateway.Telemetry;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Proxy;

public sealed class ProxyHostTests
{
    [Theory]
    [InlineData("")]
    [InlineData("localhost:8080")]
    [InlineData("ftp://127.0.0.1:21")]
    [InlineData("http://shop.example.com:80")]
    [InlineData("http://127.0.0.1:70000")]
    [InlineData("http://127.0.0.1:8080/path")]
    [InlineData("http://unix:/tmp/socket")]
    public void Build_ListenerIsWrong_NamesSettingValueAndWhatIsAllowed(string urls)
    {
        var problem = ProblemsOf(new ProxyOptions { Urls = urls }).ShouldHaveSingleItem();
        problem.ShouldStartWith("Canary:Proxy:Urls: ");
        problem.ShouldContain($"'{urls}'");
        problem.ShouldContain("allowed: ");
    }

    [Fact]
    public void Build_SeveralSettingsAreWrong_NamesAllOfThem()
    {
        var problems = ProblemsOf(new ProxyOptions
        {
            Urls = "http://127.0.0.1:0;nonsense;https://127.0.0.1:0",
            H2cUrls = "https://127.0.0.1:0",
            Certificate = new CertificateOptions { Path = "/does/not/exist.pem" },
            TrustedProxies = ["10.0.0.0/8", "10.0.0.1/8", "proxy.example.com"],
        });
        problems.Select(p => p.Split(": ")[0]).ShouldBe([
            "Canary:Proxy:Urls", "Canary:Proxy:H2cUrls", "Canary:Proxy:Certificate:Path", "Canary:Proxy:TrustedProxies:1", "Canary:Proxy:TrustedProxies:2"]);
        problems[2].ShouldContain("/does/not/exist.pem");
    }

    [Fact]
    public void Build_HttpsWithoutCertificate_SaysSo() =>
        ProblemsOf(new ProxyOptions { Urls = "https://127.0.0.1:0" }).ShouldHaveSingleItem().ShouldStartWith("Canary:Proxy:Certificate:Path: ");

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/api/v1/services")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/swagger")]
    [InlineData("/swagger/index.html")]
    [InlineData("/")]
    [InlineData("/console/config.json")]
    public async Task The_proxy_listener_has_nothing_of_the_admin_surface(string path)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync();
        using (var answer = await proxy.Client.GetAsync(path))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        await proxy.ApplyAsync(TestServices.Single(backend));
        (await proxy.Client.GetStringAsync(path)).ShouldBe("stable");
    }

    [Fact]
    public async Task Listeners_come_from_the_options_and_not_from_the_environment()
    {
        var port = FreePort.Next();
        Environment.SetEnvironmentVariable("ASPNETCORE_URLS", $"http://127.0.0.1:{port}");
        try
        {
            await using var proxy = await ProxyUnderTest.StartAsync(options => options.Urls = "http://127.0.0.1:0;http://localhost:0");
            proxy.Urls.Count.ShouldBe(2);
            proxy.Urls.ShouldAllBe(url => url.Port != port && url.Port != 0);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_URLS", null);
        }
    }

    private static IReadOnlyList<string> ProblemsOf(ProxyOptions options) =>
        Should.Throw<SettingsException>(() => ProxyHost.Build(options, ProxyUnderTest.ServicesWith(NullLoggerFactory.Instance, new TrafficMetrics()))).Problems;
}
