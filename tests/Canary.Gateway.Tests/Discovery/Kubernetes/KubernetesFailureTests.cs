using Canary.TestKit;
using static Canary.Gateway.Tests.Discovery.Kubernetes.KubernetesConversation;

namespace Canary.Gateway.Tests.Discovery.Kubernetes;

/// <summary>What happens where the API server answers as it should not, in conversations as the documentation describes them.</summary>
public sealed class KubernetesFailureTests
{
    private const string Slices = "/apis/discovery.k8s.io/v1/namespaces/web/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dshop";
    private const string Expired = """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: 11 (8146471)","reason":"Expired","code":410}}""" + "\n";

    [Fact]
    public async Task A_server_that_forgets_each_list_at_once_is_a_failure_and_no_busy_loop()
    {
        await using var kubernetes = await BeginAsync();
        (await kubernetes.ListedAsync()).TryWrite(Expired);
        (await kubernetes.FailureAsync()).ShouldEndWith("no longer knows the version of the list that it has just given.");
    }

    [Fact]
    public async Task A_server_that_ends_each_watch_at_once_is_a_failure_and_no_busy_loop()
    {
        await using var kubernetes = await BeginAsync();
        (await kubernetes.ListedAsync()).Complete();
        (await kubernetes.FailureAsync()).ShouldEndWith("ended a watch at once.");
    }

    [Fact]
    public async Task A_restarted_server_is_a_failure_once_and_then_asked_for_the_list()
    {
        await using var kubernetes = await BeginAsync();
        var lines = await kubernetes.ListedAsync();
        lines.TryWrite(Line("ADDED", Slice("b", 12, Ready("10.0.0.2"))));
        await kubernetes.NextAsync();
        await kubernetes.Server.DisposeAsync();
        (await kubernetes.FailureAsync()).ShouldStartWith($"Kubernetes at {kubernetes.Server.Address.GetLeftPart(UriPartial.Authority)} does not answer: ");

        kubernetes.Server = await ScriptedServer.StartAsync(kubernetes.Server.Port);
        kubernetes.AnswersList(3, Slice("c", 2, Ready("10.0.0.3")));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.3:8080");
        (await kubernetes.Server.AskedAsync()).Target.ShouldBe(Slices);
    }

    [Fact]
    public async Task A_slow_list_is_a_failure_and_a_caller_may_stop_waiting()
    {
        await using var kubernetes = await BeginAsync();
        var next = kubernetes.FailureAsync();
        await kubernetes.Server.AskedAsync();
        kubernetes.Time.Advance(TimeSpan.FromSeconds(10));
        (await next).ShouldEndWith("did not answer within 10s.");

        await kubernetes.Server.GivenUpAsync();
        await kubernetes.ListedAsync();
        using var stop = new CancellationTokenSource();
        var another = kubernetes.Watch.NextAsync(stop.Token);
        await kubernetes.Server.AskedAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(another);
    }

    [Theory]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"b"}""")]
    [InlineData("""{"type":"ADDED","object":null}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"b","resourceVersion":12},"addressType":"IPv4"}}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"b"},"addressType":"IPv4"}}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"resourceVersion":"12"},"addressType":"IPv4"}}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"b","resourceVersion":"12"},"addressType":"IPX"}}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"b","resourceVersion":"12"},"addressType":"IPv4","endpoints":[{"addresses":[]}]}}""")]
    [InlineData("""{"type":"RENAMED","object":{}}""")]
    [InlineData("""{"type":"ERROR","object":{"code":500,"message":"boom"}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Malformed_lines_are_failures_after_which_the_list_is_read_again(string line)
    {
        await using var kubernetes = await BeginAsync();
        (await kubernetes.ListedAsync()).TryWrite(line + "\n");
        (await kubernetes.FailureAsync()).ShouldStartWith("Kubernetes at ");
        kubernetes.AnswersList(20, Slice("a", 19, Ready("10.0.0.5")));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.5:8080");
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_a_failure()
    {
        await using var kubernetes = await BeginAsync();
        var lines = await kubernetes.ListedAsync();
        var piece = new string(' ', 512 * 1024);
        for (var i = 0; i < 9; i++)
        {
            lines.TryWrite(piece);
        }

        (await kubernetes.FailureAsync()).ShouldEndWith("answered with a line of more than 4194304 bytes.");
    }
}
