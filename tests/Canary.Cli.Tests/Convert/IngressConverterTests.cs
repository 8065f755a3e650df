using System.Net;
using Canary.Cli.Tests.Running;
using Canary.Core.Selection;
using Canary.TestKit;

namespace Canary.Cli.Tests.Convert;

public sealed class IngressConverterTests
{
    private const int Requests = 1_000;
    private const ulong Seed = 42;

    private static readonly string Sample = File.ReadAllText(Repository.PathOf("config", "migration", "ingress.yaml"));

    private static readonly string?[] Headers = [null, null, null, "always", "never", "Always", "", "other", "v2", "V2", "v2-beta", "xv2"];

    private static readonly string?[] Cookies = [null, null, "always", "never", "ALWAYS", "other"];

    [Theory]
    [InlineData("canary-by-header: X-Canary", "canary-by-cookie: canary", "canary-weight: \"15\"", 15)]
    [InlineData("canary-by-header: X-Canary", "canary-by-header-value: v2", "canary-by-cookie: canary", 0)]
    [InlineData("canary-by-header: X-Canary", "canary-by-header-pattern: ^v2", "canary-weight: \"100\"", 100)]
    [InlineData("canary-by-header: X-Canary", "canary-by-header-value: v2", "canary-by-header-pattern: other", 0)]
    [InlineData("canary-by-header-value: v2", "canary-by-cookie: canary", "canary-weight: \"30\"", 30)]
    [InlineData("canary-weight-total: \"1000\"", "canary-by-cookie: canary", "canary-weight: \"5\"", 0.5)]
    [InlineData("canary-weight-total: \"50\"", "canary-by-header: X-Canary", "canary-weight: \"20\"", 20)]
    public async Task Annotations_do_in_the_gateway_what_they_do_in_a_real_nginx(string first, string second, string third, double percent)
    {
        Dictionary<string, string> annotations = new[] { first, second, third }.Select(line => line.Split(": ")).ToDictionary(pair => pair[0], pair => pair[1].Trim('"'));
        await using var backends = await NamedBackends.StartAsync();
        await using var nginx = await NginxServer.StartAsync(EquivalentNginx.Of(annotations), backends.ByAddress);
        await using var converted = await ConvertedUnderTest.OfAsync(WithAnnotations(annotations), "ingress.yaml");
        var (exact, drawn) = (0, (Draws: 0, Canaries: 0));
        for (var i = 0; i < Requests; i++)
        {
            Dictionary<string, string> headers = [];
            Set(headers, "X-Canary", Headers[Draw(i, 0, Headers.Length)], value => value);
            Set(headers, "Cookie", Cookies[Draw(i, 1, Cookies.Length)], value => $"a=b; canary={value}; c=d");
            var there = await nginx.AskAsync("shop.example.com", IPAddress.Loopback, headers);
            var (here, reason, weight) = await converted.ExplainAsync("shop", IPAddress.Loopback, headers);
            var told = string.Join(", ", headers.Select(header => $"{header.Key}: {header.Value}"));
            if (reason == "rule" || weight is 0 or 100)
            {
                here.ShouldBe(there, told);
                exact++;
            }
            else
            {
                reason.ShouldBe("weight", told);
                drawn = (drawn.Draws + 1, drawn.Canaries + (there == "canary" ? 1 : 0));
                weight.ShouldBe((decimal)percent);
            }
        }

        exact.ShouldBeGreaterThan(Requests / 8);
        ConvertedUnderTest.ShouldBeWithin4StandardErrors(drawn.Canaries, drawn.Draws, (decimal)percent, "nginx");
    }

    [Fact]
    public async Task The_sample_becomes_a_service_with_its_rules()
    {
        using var ctl = new CanaryCtl();
        ctl.Write("ingress.yaml", Sample);
        (await ctl.SayAsync("convert", "ingress.yaml")).ShouldBe("""
            kind: Service
            name: shop
            match:
              hosts:
              - shop.example.com
              path: /
            baseline: stable
            variants:
              stable:
                destinations:
                - http://shop.web.svc.cluster.local:8080
              canary:
                destinations:
                - http://shop-canary.web.svc.cluster.local:8080
            weights:
              stable: 85
              canary: 15
            rules:
            - name: "header X-Canary: always"
              when:
                header: X-Canary
                equals: always
                ignoreCase: false
              variant: canary
            - name: "header X-Canary: never"
              when:
                header: X-Canary
                equals: never
                ignoreCase: false
              variant: stable
            - name: "cookie canary: always"
              when:
                cookie: canary
                equals: always
                ignoreCase: false
              variant: canary
            - name: "cookie canary: never"
              when:
                cookie: canary
                equals: never
                ignoreCase: false
              variant: stable
            """);
        (await ctl.SayAsync("convert", "ingress.yaml", "--discovery")).ShouldContain("""
              canary:
                discovery:
                  kubernetes:
                    service: shop-canary
                    namespace: web
                    port: "8080"
            """);
    }

    [Fact]
    public async Task What_is_not_converted_is_noted_or_refused()
    {
        using var ctl = new CanaryCtl();
        ctl.Write("ingress.yaml", Sample.Replace("canary-weight: \"15\"", "canary-weight: \"1\"\n    nginx.ingress.kubernetes.io/canary-weight-total: \"30000\"\n    nginx.ingress.kubernetes.io/rewrite-target: /x", StringComparison.Ordinal));
        var noted = await ctl.RunAsync("convert", "ingress.yaml");
        noted.ExitCode.ShouldBe(0);
        noted.Error.ShouldBe("""
            note: ingress.yaml:29: the annotation 'rewrite-target' of 'shop-canary' is not converted.
            note: ingress.yaml:27: the weight 1 of 30000 is rounded to 0%; weights have two decimals.

            """);
        ctl.Write("lonely.yaml", Sample[(Sample.IndexOf("---", StringComparison.Ordinal) + 4)..]);
        (await ctl.RunAsync("convert", "lonely.yaml")).ShouldSatisfyAllConditions(
            ran => ran.ExitCode.ShouldBe(2),
            ran => ran.Error.ShouldContain("lonely.yaml:1: 'shop-canary' is a canary of 'shop.example.com/', for which there is no other Ingress here."));
    }

    private static int Draw(int request, int which, int below) => (int)(SplitMix64.At(Seed, (ulong)((request * 2) + which)) % (ulong)below);

    private static void Set(Dictionary<string, string> headers, string name, string? value, Func<string, string> form)
    {
        if (value is not null)
        {
            headers[name] = form(value);
        }
    }

    private static string WithAnnotations(Dictionary<string, string> annotations)
    {
        const string Prefix = "    nginx.ingress.kubernetes.io/";
        var lines = Sample.Split('\n').Where(line => !line.StartsWith(Prefix + "canary-", StringComparison.Ordinal)).ToList();
        lines.InsertRange(lines.FindIndex(line => line.StartsWith(Prefix + "canary:", StringComparison.Ordinal)), annotations.Select(annotation => $"{Prefix}{annotation.Key}: '{annotation.Value}'"));
        return string.Join('\n', lines);
    }
}
