using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Kubernetes;
using static Canary.Gateway.Tests.Discovery.Kubernetes.KubernetesConversation;

namespace Canary.Gateway.Tests.Discovery.Kubernetes;

/// <summary>Which destinations a list of endpoint slices has.</summary>
public sealed class KubernetesListTests
{
    [Fact]
    public async Task Endpoints_that_are_not_ready_or_end_are_left_out_and_slices_merged()
    {
        await using var kubernetes = await BeginAsync();
        kubernetes.AnswersList(
            11,
            Slice("a", 10, $"[{Endpoint("10.0.0.1")},{Endpoint("10.0.0.2", """{"ready":false}""")},{Endpoint("10.0.0.3", """{"ready":true,"terminating":true}""")},{Endpoint("10.0.0.4", "{}")},{Endpoint("10.0.0.5", """{"ready":null}""")}]"),
            Slice("b", 10, Ready("10.0.0.1", "10.0.0.6")),
            Slice("c", 10, Ready("2001:db8::1"), addressType: "IPv6"),
            Slice("d", 10, Ready("pay.example.com"), addressType: "FQDN"));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.1:8080 http://10.0.0.4:8080 http://10.0.0.5:8080 http://10.0.0.6:8080 http://[2001:db8::1]:8080 http://pay.example.com:8080");
    }

    [Theory]
    [InlineData(null, 9090)]
    [InlineData("http", 8080)]
    [InlineData("8443", 8443)]
    public async Task Ports_are_found_by_name_by_number_or_are_the_first(string? port, int expected)
    {
        await using var kubernetes = await BeginAsync(new KubernetesDiscoveryConfig { Service = "shop", Port = port, Scheme = "https" });
        kubernetes.AnswersList(11, Slice("a", 10, Ready("10.0.0.1"), """[{"name":"dns","port":53,"protocol":"UDP"},{"name":"metrics","port":9090,"protocol":"TCP"},{"name":"http","port":8080},{"name":"https","port":8443}]"""));
        (await kubernetes.NextAsync()).ShouldBe($"https://10.0.0.1:{expected}");
    }

    [Fact]
    public async Task A_port_that_no_slice_has_is_a_failure_and_no_empty_list()
    {
        await using var kubernetes = await BeginAsync(new KubernetesDiscoveryConfig { Service = "shop", Port = "htp" });
        kubernetes.AnswersList(11, Slice("a", 10, Ready("10.0.0.1")));
        (await kubernetes.FailureAsync()).ShouldEndWith("no endpoint slice of service 'shop' has the port 'htp'.");
    }

    [Fact]
    public async Task Namespace_and_labels_are_asked_for()
    {
        await using var kubernetes = await BeginAsync(new KubernetesDiscoveryConfig { Service = "shop", Namespace = "prod", Labels = new ValueList<KeyValuePair<string, string>>([new("track", "canary")]) });
        kubernetes.AnswersList(11);
        (await kubernetes.ListAsync()).ShouldBeEmpty();
        (await kubernetes.Server.AskedAsync()).Target.ShouldBe("/apis/discovery.k8s.io/v1/namespaces/prod/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dshop%2Ctrack%3Dcanary");
    }

    [Theory]
    [InlineData(500, "boom")]
    [InlineData(403, """{"kind":"Status","message":"endpointslices is forbidden","code":403}""")]
    [InlineData(307, "")]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"metadata":{"resourceVersion":"11"}}""")]
    [InlineData(200, """{"metadata":{},"items":[]}""")]
    [InlineData(200, """{"metadata":{"resourceVersion":"11"},"items":[null]}""")]
    [InlineData(200, """{"metadata":{"resourceVersion":"11"},"items":{}}""")]
    [InlineData(200, """{"metadata":{"resourceVersion":"11"},"items":[{"metadata":{"name":"a","resourceVersion":"10"},"addressType":"IPv4","ports":[{"port":"80"}]}]}""")]
    [InlineData(200, """{"metadata":{"resourceVersion":"11"},"items":[{"metadata":{"name":"a","resourceVersion":"10"},"addressType":"IPv4","ports":[null]}]}""")]
    [InlineData(200, """{"metadata":{"resourceVersion":"11"},"items":[{"metadata":{"name":"a","resourceVersion":"10"},"addressType":"IPv4","ports":[{"port":80}],"endpoints":[{"addresses":["169.254.169.254"]}]}]}""")]
    [InlineData(200, """{"metadata":{"resourceVersion":"11"},"items":[{"metada""")]
    public async Task Failures_and_malformed_lists_are_never_an_empty_list(int status, string body)
    {
        await using var kubernetes = await BeginAsync();
        kubernetes.Server.Answers(status, body, ("Location", "http://127.0.0.1:1/"));
        (await kubernetes.FailureAsync()).ShouldContain(" answered ");
        kubernetes.AnswersList(11, Slice("a", 10, Ready("10.0.0.1")));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.1:8080");
    }

    [Fact]
    public async Task A_list_that_is_too_long_is_a_failure()
    {
        await using var kubernetes = await BeginAsync();
        kubernetes.Server.Answers(200, new string(' ', 17 * 1024 * 1024));
        (await kubernetes.FailureAsync()).ShouldEndWith("answered with more than 16777216 bytes.");
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_is_a_failure_that_names_the_file()
    {
        await using var kubernetes = await BeginAsync();
        File.Delete(kubernetes.TokenPath);
        (await kubernetes.FailureAsync()).ShouldContain($" cannot be asked, as {kubernetes.TokenPath} cannot be read: ");
    }

    [Fact]
    public async Task A_token_that_no_header_can_carry_is_a_failure_that_does_not_show_it()
    {
        await using var kubernetes = await BeginAsync();
        await File.WriteAllTextAsync(kubernetes.TokenPath, "abc\r\nX-Evil: 1");
        (await kubernetes.FailureAsync()).ShouldEndWith(" cannot be asked, as the token has characters that no header can carry.");
    }

    [Theory]
    [InlineData("10.96.0.1", "443", "https://10.96.0.1/")]
    [InlineData("fd00::1", "6443", "https://[fd00::1]:6443/")]
    [InlineData(null, null, null)]
    public void InCluster_SaysWhereThePodsApiServerIs(string? host, string? port, string? expected) =>
        KubernetesOptions.InCluster(host, port)?.AbsoluteUri.ShouldBe(expected);
}
