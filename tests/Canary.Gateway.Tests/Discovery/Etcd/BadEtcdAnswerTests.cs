using System.Net;
using System.Text;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Etcd;

namespace Canary.Gateway.Tests.Discovery.Etcd;

/// <summary>Against a server that says what a test wants.</summary>
public sealed class BadEtcdAnswerTests
{
    private const string NoKeys = """{ "header": { "revision": "5" } }""";

    private readonly List<string> _asked = [];

    [Theory]
    [InlineData(500, "")]
    [InlineData(503, "<html>")]
    [InlineData(200, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(200, """{ "header": {} }""")]
    [InlineData(200, """{ "header": { "revision": "5" }, "kvs": [ 1 ] }""")]
    public async Task An_answer_that_is_not_the_keys_is_a_failure(int status, string body)
    {
        using var watch = Watch(_ => (status, body));
        await Should.ThrowAsync<DiscoveryException>(() => watch.NextAsync(default));
        _asked.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("{}\n")]
    [InlineData("""{ "error": { "message": "gone" } }""" + "\n")]
    [InlineData("")]
    [InlineData("""{ "result": { "created": true } }""")]
    public async Task A_watch_that_breaks_off_is_a_failure_after_which_all_is_read_again(string stream)
    {
        using var watch = Watch(path => (200, path == "/v3/watch" ? stream : NoKeys));
        await watch.NextAsync(default);
        await Should.ThrowAsync<DiscoveryException>(() => watch.NextAsync(default));
        await watch.NextAsync(default);
        _asked.ShouldBe(["/v3/kv/range", "/v3/watch", "/v3/kv/range", "/v3/watch"]);
    }

    [Fact]
    public async Task Where_changes_were_compacted_away_all_is_read_again()
    {
        using var watch = Watch(path => (200, path == "/v3/watch" ? """{ "result": { "canceled": true, "compact_revision": "9" } }""" + "\n" : NoKeys));
        await watch.NextAsync(default);
        await watch.NextAsync(default);
        _asked.ShouldBe(["/v3/kv/range", "/v3/watch", "/v3/kv/range", "/v3/watch"]);
    }

    private EtcdWatch Watch(Func<string, (int Status, string Body)> answer)
    {
        var http = new HttpMessageInvoker(new Answering(path =>
        {
            _asked.Add(path);
            return answer(path);
        }));
        return new EtcdWatch(new EtcdDiscoveryConfig { Prefix = "/shop/" }, new EtcdClient(http, [new Uri("http://etcd:2379/")], null, null), TimeProvider.System);
    }

    private sealed class Answering(Func<string, (int Status, string Body)> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = answer(request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) });
        }
    }
}
