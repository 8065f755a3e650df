using System.Net;
using Canary.Cli.Tests.Running;
using Canary.TestKit;

namespace Canary.Cli.Tests.Convert;

public sealed class NginxConverterTests
{
    private const int Requests = 1_000;

    private static readonly string Sample = File.ReadAllText(Repository.PathOf("config", "migration", "nginx.conf"));

    private static readonly string[] Groups = ["beta", "BETA", "Beta", "internal-", "internal-tools", "Internal-tools", "my-internal-", "partner", "PARTNER", "partners", "gamma", "beta,gamma"];

    [Fact]
    public async Task The_sample_does_in_the_gateway_what_it_does_in_a_real_nginx()
    {
        await using var backends = await NamedBackends.StartAsync();
        await using var nginx = await NginxServer.StartAsync(Sample, backends.ByAddress);
        await using var converted = await ConvertedUnderTest.OfAsync(Sample, "nginx.conf");
        var (decided, split) = (0, (Draws: 0, Nginx: 0, Gateway: 0));
        for (var i = 0; i < Requests; i++)
        {
            // Half of them with a header, of which some match.
            var group = i % 2 == 0 ? null : Groups[i / 2 % Groups.Length];
            Dictionary<string, string> headers = new() { ["Cookie"] = $"theme=dark; uid=user-{i}" };
            if (group is not null)
            {
                headers["X-User-Group"] = group;
            }

            var there = await nginx.AskAsync("shop.example.com", IPAddress.Loopback, headers);
            var (here, reason, _) = await converted.ExplainAsync("shop-example-com", IPAddress.Loopback, headers);
            if (reason == "rule")
            {
                here.ShouldBe(there, group);
                decided++;
            }
            else
            {
                reason.ShouldBe("sticky", group);
                split = (split.Draws + 1, split.Nginx + (there == "canary" ? 1 : 0), split.Gateway + (here == "canary" ? 1 : 0));
            }
        }

        decided.ShouldBeGreaterThan(Requests / 4);
        ConvertedUnderTest.ShouldBeWithin4StandardErrors(split.Nginx, split.Draws, 10, "nginx");
        ConvertedUnderTest.ShouldBeWithin4StandardErrors(split.Gateway, split.Draws, 10, "the gateway");
    }

    [Theory]
    [InlineData("${remote_addr}AAA", "25%", 25)]
    [InlineData("$http_x_user", "0.5%", 0.5)]
    [InlineData("$request_id", "50%", 50)]
    public async Task Shares_are_those_of_a_real_nginx(string source, string share, double percent)
    {
        var http = $$"""
            upstream stable { server 10.0.0.1:8080; } upstream canary { server 10.0.0.2:8080; }
            split_clients "{{source}}" $variant { {{share}} canary; * stable; }
            server { listen 80; location / { proxy_pass http://$variant; } }
            """;
        await using var backends = await NamedBackends.StartAsync();
        await using var nginx = await NginxServer.StartAsync(http, backends.ByAddress);
        await using var converted = await ConvertedUnderTest.OfAsync(http, "nginx.conf");
        var (there, here, weight) = (0, 0, 0m);
        for (var i = 0; i < Requests; i++)
        {
            var from = new IPAddress([127, 0, (byte)(1 + (i / 200)), (byte)(1 + (i % 200))]);
            Dictionary<string, string> headers = new() { ["X-User"] = $"user-{i}" };
            there += await nginx.AskAsync("any.example.com", from, headers) == "canary" ? 1 : 0;
            var (variant, reason, canaryWeight) = await converted.ExplainAsync("variant", from, headers);
            (here, weight) = (here + (variant == "canary" ? 1 : 0), canaryWeight);
            reason.ShouldBe(source == "$request_id" ? "weight" : "sticky");
        }

        weight.ShouldBe((decimal)percent);
        ConvertedUnderTest.ShouldBeWithin4StandardErrors(there, Requests, (decimal)percent, "nginx");
        if (source != "$request_id")
        {
            // Explanations have no chance of their own.
            ConvertedUnderTest.ShouldBeWithin4StandardErrors(here, Requests, (decimal)percent, "the gateway");
        }
    }

    [Theory]
    [InlineData("split_clients $remote_addr $v { 10% a; * b; }", "has no location whose proxy_pass leads to a split_clients variable.")]
    [InlineData("upstream a { server 1.1.1.1; } split_clients $remote_addr $v { 10% a; * b; } server { location / { proxy_pass http://$v; } }", "nginx.conf:1: 'b' is the name of no upstream, and no host:port.")]
    [InlineData("split_clients $remote_addr $v { 10% 1.1.1.1:1; } server { location / { proxy_pass http://$v; } }", "nginx.conf:1: the shares are less than 100% and there is no '*': nginx gives the rest an empty value, which is no variant.")]
    [InlineData("split_clients $remote_addr $v { 10.001% 1.1.1.1:1; * 1.1.1.1:2; } server { location / { proxy_pass http://$v; } }", "nginx.conf:1: '10.001%' is no percentage from 0.01% to 100%.")]
    [InlineData("split_clients $uri $v { 10% 1.1.1.1:1; * 1.1.1.1:2; } server { location / { proxy_pass http://$v; } }", "nginx.conf:1: the gateway knows no sticky key like $uri; it knows addresses, cookies, headers and claims.")]
    [InlineData("split_clients $remote_addr $v { 10% 1.1.1.1:1; * 1.1.1.1:2; } server { location ~ x { proxy_pass http://$v; } }", "nginx.conf:1: the location '~ x' is no prefix, which is what the gateway matches paths by.")]
    [InlineData("split_clients $remote_addr $v {\n 10% 1.1.1.1:1;", "nginx.conf:2: this is no nginx configuration: a block is not closed.")]
    [InlineData("server { listen 80", "nginx.conf:1: this is no nginx configuration: a directive has no ';' at its end.")]
    [InlineData("map $http_x $m { default $v; \"~(?=a)\" 1.1.1.1:1; } split_clients $remote_addr $v { * 1.1.1.1:2; } server { location / { proxy_pass http://$m; } }", "The pattern can't be matched in linear time")]
    public async Task What_can_not_be_converted_is_told_by_its_line(string source, string said)
    {
        using var ctl = new CanaryCtl();
        ctl.Write("nginx.conf", source);
        var ran = await ctl.RunAsync("convert", "-f", "nginx.conf");
        ran.ExitCode.ShouldBe(2);
        ran.Out.ShouldBe("");
        ran.Error.ShouldContain(said);
    }

    [Fact]
    public async Task What_is_not_quite_the_same_is_noted()
    {
        using var ctl = new CanaryCtl();
        ctl.Write("nginx.conf", """
            http {
              include mime.types;
              upstream a { server 10.0.0.1:8080; server 10.0.0.9:8080 backup; }
              upstream b { server 10.0.0.2; }
              split_clients "$cookie_uid$http_user_agent" $v { 1% b; * a; }
              server {
                server_name .example.com www.example.org;
                location /shop { proxy_pass https://${v}/inner; }
              }
            }
            """);
        var ran = await ctl.RunAsync("convert", "nginx.conf", "--from", "nginx");
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Error.ShouldBe("""
            note: nginx.conf:2: 'mime.types' is not read; 'nginx -T' writes a configuration with all that it includes.
            note: nginx.conf:8: the path '/inner' of proxy_pass is left out: the gateway passes paths on as they are, unless 'transforms' change them.
            note: nginx.conf:8: nginx takes paths that begin with '/shop', as '/shopx'; the service takes '/shop' and what is below it.
            note: nginx.conf:3: the server '10.0.0.9:8080' is left out, as it is down or a backup.
            note: nginx.conf:5: nginx hashes '$cookie_uid$http_user_agent'; the sticky key is of $cookie_uid alone, so users who differ in the rest only get the same variant.
            note: nginx.conf:5: nginx gives all users without the cookie 'uid' the same variant; the gateway issues them the cookie, and splits them too.

            """);
        ran.Out.ShouldBe("""
            kind: Service
            name: example-com-shop
            match:
              hosts:
              - example.com
              - "*.example.com"
              - www.example.org
              path: /shop
            baseline: a
            variants:
              b:
                destinations:
                - https://10.0.0.2:80
              a:
                destinations:
                - https://10.0.0.1:8080
            weights:
              b: 1
              a: 99
            sticky:
              cookie: uid

            """);
    }
}
