using static Canary.Gateway.Tests.Discovery.Kubernetes.KubernetesConversation;

namespace Canary.Gateway.Tests.Discovery.Kubernetes;

/// <summary>How endpoint slices are followed, in conversations as the API's documentation describes them.</summary>
public sealed class KubernetesWatchTests
{
    private const string Slices = "/apis/discovery.k8s.io/v1/namespaces/web/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dshop";
    private const string Expired = """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: 11 (8146471)","reason":"Expired","code":410}}""" + "\n";

    [Fact]
    public async Task Slices_are_listed_once_and_then_their_changes_watched()
    {
        await using var kubernetes = await BeginAsync();
        kubernetes.AnswersList(11, Slice("a", 10, Ready("10.0.0.1")));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.1:8080");
        var list = await kubernetes.Server.AskedAsync();
        (list.Target, list.Headers["Authorization"], list.Headers["Accept"]).ShouldBe((Slices, "Bearer t1", "application/json"));

        var lines = kubernetes.Server.AnswersLines();
        lines.TryWrite(Line("ADDED", Slice("b", 12, Ready("10.0.0.2"))));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.1:8080 http://10.0.0.2:8080");
        (await kubernetes.Server.AskedAsync()).Target.ShouldBe(Slices + "&watch=1&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=11");

        lines.TryWrite(Line("MODIFIED", Slice("a", 13, Ready("10.0.0.3", "10.0.0.1"))));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.3:8080 http://10.0.0.1:8080 http://10.0.0.2:8080");

        lines.TryWrite(Line("DELETED", Slice("a", 14, Ready("10.0.0.3"))));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.2:8080");

        lines.TryWrite(Line("MODIFIED", Slice("b", 15, "null", ports: "null")));
        (await kubernetes.NextAsync()).ShouldBe("");
        kubernetes.Server.HasBeenAsked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_watch_that_ends_is_taken_up_after_its_latest_bookmark_with_the_token_of_now()
    {
        await using var kubernetes = await BeginAsync();
        var lines = await kubernetes.ListedAsync();
        lines.TryWrite("""{"type":"BOOKMARK","object":{"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","metadata":{"resourceVersion":"99","creationTimestamp":null},"addressType":"","endpoints":null,"ports":null}}""" + "\n");
        lines.Complete();
        await File.WriteAllTextAsync(kubernetes.TokenPath, "t2");
        var next = kubernetes.NextAsync();
        (await kubernetes.Server.AskedAsync()).Target.ShouldEndWith("&resourceVersion=11");
        var again = await kubernetes.Server.AskedAsync();
        again.Target.ShouldEndWith("&watch=1&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=99");
        again.Headers["Authorization"].ShouldBe("Bearer t2");
        kubernetes.Server.AnswersLines().TryWrite(Line("DELETED", Slice("a", 100, Ready("10.0.0.1"))));
        (await next).ShouldBe("");
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_a_line_is_taken_up_after_the_line_before()
    {
        await using var kubernetes = await BeginAsync();
        var lines = await kubernetes.ListedAsync();
        lines.TryWrite(Line("ADDED", Slice("b", 12, Ready("10.0.0.2"))));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.1:8080 http://10.0.0.2:8080");
        lines.TryWrite(Line("DELETED", Slice("a", 13, Ready("10.0.0.1")))[..50]);
        lines.Complete(new IOException("The connection breaks, as the test wants."));
        await kubernetes.Server.AskedAsync();
        var next = kubernetes.NextAsync();
        (await kubernetes.Server.AskedAsync()).Target.ShouldEndWith("&resourceVersion=12");
        kubernetes.Server.AnswersLines().TryWrite(Line("DELETED", Slice("a", 13, Ready("10.0.0.1"))));
        (await next).ShouldBe("http://10.0.0.2:8080");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_that_is_too_old_makes_the_list_be_read_again(bool byStatus)
    {
        await using var kubernetes = await BeginAsync();
        kubernetes.AnswersList(11, Slice("a", 10, Ready("10.0.0.1")), Slice("b", 10, Ready("10.0.0.2")));
        await kubernetes.NextAsync();
        kubernetes.Time.Advance(TimeSpan.FromSeconds(1));
        if (byStatus)
        {
            kubernetes.Server.Answers(410, """{"kind":"Status","code":410}""");
        }
        else
        {
            kubernetes.Server.AnswersLines().TryWrite(Expired);
        }

        kubernetes.AnswersList(500, Slice("a", 400, Ready("10.0.0.9")));
        (await kubernetes.NextAsync()).ShouldBe("http://10.0.0.9:8080");
        await kubernetes.Server.AskedAsync();
        await kubernetes.Server.AskedAsync();
        (await kubernetes.Server.AskedAsync()).Target.ShouldBe(Slices);
    }

    [Fact]
    public async Task A_watch_that_says_nothing_is_given_up_a_little_after_it_should_have_ended()
    {
        await using var kubernetes = await BeginAsync();
        await kubernetes.ListedAsync();
        var next = kubernetes.NextAsync();
        await kubernetes.Server.AskedAsync();
        await kubernetes.Time.WaitedForAsync(TimeSpan.FromSeconds(250));
        kubernetes.Time.Advance(TimeSpan.FromSeconds(250));
        (await kubernetes.Server.AskedAsync()).Target.ShouldEndWith("&resourceVersion=11");
        kubernetes.Server.AnswersLines().TryWrite(Line("ADDED", Slice("b", 12, Ready("10.0.0.2"))));
        (await next).ShouldBe("http://10.0.0.1:8080 http://10.0.0.2:8080");
    }
}
