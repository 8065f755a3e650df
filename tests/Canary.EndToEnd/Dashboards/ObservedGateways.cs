using System.Text;
using System.Text.Json.Nodes;
using Canary.Gateway.Demo;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.EndToEnd.Dashboards;

/// <summary>Two gateways on one Redis under the demo's traffic, scraped by a Prometheus; operators did what dashboards mark.</summary>
public sealed class ObservedGateways : IAsyncLifetime
{
    private readonly Stack<IAsyncDisposable> _running = [];
    private readonly RuleFiles _rules = RuleFiles.ForAShortRun();

    /// <summary>The service whose rollout is looked at.</summary>
    public const string Service = DemoService.Name;

    /// <summary>What observes them.</summary>
    public PrometheusServer Prometheus { get; private set; } = null!;

    /// <summary>The gateway that operators talk to.</summary>
    public GatewayProcess First { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var redis = Keep(await RedisServer.StartAsync());
        First = Keep(await StartAsync(redis, "gateway-1"));
        var second = Keep(await StartAsync(redis, "gateway-2"));
        Prometheus = Keep(await PrometheusServer.StartAsync(_rules.Paths, new ScrapeJob("canary-gateway", new Uri(First.AdminUrl, "/metrics"), new Uri(second.AdminUrl, "/metrics"))));

        var stable = Keep(await DemoBackend.StartAsync(DemoBackend.AnyPort, "stable", "1.0.0", DemoBehaviour.Good with { ErrorEvery = 100 }, NullLoggerFactory.Instance, default));
        var canary = Keep(await DemoBackend.StartAsync(DemoBackend.AnyPort, "canary", "2.0.0", DemoBehaviour.NotQuiteAsGood with { ErrorEvery = 20 }, NullLoggerFactory.Instance, default));
        await First.PutServiceAsync(Service, Document(stable.Address, canary.Address, canaryPercent: 30));
        await First.PutServiceAsync("broken", $$"""{"name":"broken","match":{"path":"/broken"},"variants":{"stable":{"destinations":["http://127.0.0.1:{{FreePort.Next()}}"] } } }""");
        foreach (var gateway in (GatewayProcess[])[First, second])
        {
            Keep(DemoTraffic.Start([gateway.ProxyUrl], DemoTraffic.DefaultRequestsPerSecond, TimeProvider.System, NullLogger<DemoTraffic>.Instance));
            Keep(SteadyTraffic.Start(gateway.ProxyUrl, 1, () => new HttpRequestMessage(HttpMethod.Get, "broken/"), TimeSpan.FromMilliseconds(100)));
        }

        await SeenAsync($$"""count by (service) (rate(canary_requests_total{service="{{Service}}", variant="canary", code="500"}[5s]) > 0) == 2""", "errors of the canary at both gateways");
        await RefuseOneSnapshotAsync(redis, Document(stable.Address, canary.Address));
        await First.PutWeightsAsync(Service, new { canary = 40 });
        await SeenAsync($$"""canary_weight_ratio{service="{{Service}}", variant="canary"} == 0.4""", "the weight that changed");
        await RunRolloutsAsync();
        await SeenAsync($$"""canary:errors:ratio_rate5m{service="{{Service}}", variant="canary"}""", "what rules record");
    }

    /// <summary>Takes the service back to its baseline, and waits until Prometheus has seen it.</summary>
    public async Task RollBackAsync()
    {
        using var answer = await First.Admin.PostAsync($"/api/v1/services/{Service}/rollback", content: null);
        answer.IsSuccessStatusCode.ShouldBeTrue(answer.ToString());
        await SeenAsync("""sum(rate(canary_selections_total{reason="rollback"}[5s])) > 0""", "the rollback");
    }

    /// <summary>Waits until Prometheus has an answer.</summary>
    public Task SeenAsync(string expression, string what) =>
        Eventually.TrueAsync(async () => (await Prometheus.QueryAsync(expression)).Count > 0, $"Prometheus sees {what}", TimeSpan.FromMinutes(2));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var one))
        {
            await one.DisposeAsync();
        }

        _rules.Dispose();
    }

    /// <summary>The demo's service with all that dashboards show of its traffic.</summary>
    private static string Document(Uri stable, Uri canary, int canaryPercent = 10)
    {
        var service = JsonNode.Parse(DemoService.Document(stable, canary))!.AsObject();
        service["fallback"] = new JsonObject();
        service["mirror"] = new JsonObject { ["variant"] = "canary", ["percent"] = 1 };
        foreach (var (_, variant) in service["variants"]!.AsObject())
        {
            variant!["healthCheck"] = new JsonObject { ["passive"] = new JsonObject() };
        }

        service["weights"] = new JsonObject { ["stable"] = 100 - canaryPercent, ["canary"] = canaryPercent };
        return service.ToJsonString();
    }

    private static Task<GatewayProcess> StartAsync(RedisServer redis, string id) =>
        GatewayProcess.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", redis.Configuration), ("Instance:Id", id));

    /// <summary>Somebody writes past the API what no gateway can take; then the service is written again.</summary>
    private async Task RefuseOneSnapshotAsync(RedisServer redis, string document)
    {
        var revision = await redis.CommandAsync("INCR", "{canary}:revision");
        await redis.CommandAsync("HSET", "{canary}:services", Service, "{");
        await redis.CommandAsync("ZADD", "{canary}:revisions", revision, Service);
        await SeenAsync("count(increase(canary_rejected_snapshots_total[5s]) > 0) == 2", "that both gateways refuse a snapshot");
        await First.PutServiceAsync(Service, document);
    }

    /// <summary>One rollout that somebody aborts, one that waits for a person, and a sink that nobody listens at.</summary>
    private async Task RunRolloutsAsync()
    {
        using var sink = new StringContent($$"""{"type":"webhook","url":"http://127.0.0.1:{{FreePort.Next()}}/"}""", Encoding.UTF8, "application/json");
        using var written = await First.Admin.PutAsync("/api/v1/sinks/ops", sink);
        written.IsSuccessStatusCode.ShouldBeTrue(written.ToString());
        await PostAsync("rollout", """{"variant":"canary","steps":[{"weight":41,"hold":"1h"},{"weight":100}]}""");
        await SeenAsync("""canary_rollouts_total{outcome="Aborted"} == 0""", "a rollout");
        await PostAsync("rollout/abort", null);
        await SeenAsync("""sum(canary_rollouts_total{outcome="Aborted"}) == 1""", "the rollout that was aborted");
        await PostAsync("rollout", """{"variant":"canary","steps":[{"weight":40,"gate":"manual"},{"weight":100}],"analysis":{"errors":{"tolerance":100},"latency":{"tolerance":100}}}""");
        await SeenAsync("""canary_rollout_phase{phase="Progressing"} == 1""", "the rollout that waits");
        await SeenAsync("""canary_check_evidence_log10{check="latency"}""", "evidence");
        await SeenAsync("""sum(canary_notifications_total{sink="ops",result="failed"}) > 0""", "a notification that failed");
    }

    private async Task PostAsync(string path, string? body)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await First.Admin.PostAsync($"/api/v1/services/{Service}/{path}", content);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {answer}");
    }

    private T Keep<T>(T one)
        where T : IAsyncDisposable
    {
        _running.Push(one);
        return one;
    }
}
