using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Canary.Core.Services;
using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>What Redis may do to a gateway, each row by real servers.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>down at start</term><description><see cref="RedisOutageTests"/>: with and without a last-good copy; a damaged copy: <see cref="Storage.LastGoodCopyTests"/></description></item>
/// <item><term>down, hung or slow later</term><description><see cref="RedisOutageTests"/>: killed, hung, under traffic; here: slow and hung with their metrics, and that the snapshot does not expire; in time: <see cref="Storage.RedisFailureTests"/></description></item>
/// <item><term>a document is corrupt or invalid</term><description><see cref="RedisOutageTests"/>: one document, also at a start; here: beside valid changes</description></item>
/// <item><term>comes back empty or older</term><description><see cref="RedisOutageTests"/>: emptied, another store; here: older, all services gone, and a restore from a backup</description></item>
/// <item><term>a message was lost</term><description><see cref="TwoGatewaysTests"/>: found by polling; here: found when the connection is back</description></item>
/// <item><term>failover, two masters</term><description><see cref="TwoMastersTests"/>; a rollout over a failover: the end-to-end tests of rollouts</description></item>
/// <item><term>clocks disagree</term><description>here: revisions and times are the store's; a jump of its clock: the tests of the leader's clock</description></item>
/// </list>
/// </remarks>
public sealed class RedisTableTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-table-").FullName;
    private RedisServer _redis = null!;
    private StubBackend _stable = null!;
    private TcpLink _link = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _stable = await StubBackend.StartAsync("stable");
        _link = TcpLink.To(_redis.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _stable.DisposeAsync();
        await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("hung")]
    [InlineData("cut off")]
    public async Task Down_slow_or_hung_Redis_shows_in_gauges_and_refuses_writes_while_the_last_snapshot_serves(string how)
    {
        RedisConnection.CallTimeout.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await using var gateway = await StartAsync(_link.Port);
        await gateway.PutServiceAsync("shop", ServiceJson("shop"));
        (await GaugeAsync(gateway, "canary_store_up")).ShouldBe(1);

        await (how switch
        {
            "hung" => _redis.PauseAsync(),
            "slow" => Act(() => _link.Delay = TimeSpan.FromSeconds(3)),
            _ => Act(_link.Cut),
        });
        (await WeightsAsync(gateway, "shop", 1)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await Eventually.TrueAsync(async () => await GaugeAsync(gateway, "canary_store_up") == 0, "the gauge says that it is away");
        var age = await GaugeAsync(gateway, "canary_snapshot_age_seconds");
        await Eventually.TrueAsync(async () => await GaugeAsync(gateway, "canary_snapshot_age_seconds") > age + 1, "the snapshot gets older");
        (await AnswerAsync(gateway, "/shop")).ShouldBe(HttpStatusCode.OK);
        using (var ready = await gateway.Admin.GetAsync("/readyz"))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await (how switch
        {
            "hung" => _redis.ResumeAsync(),
            "slow" => Act(() => _link.Delay = TimeSpan.Zero),
            _ => Act(_link.Mend),
        });
        await Eventually.TrueAsync(async () => await WeightsAsync(gateway, "shop", 2) == HttpStatusCode.OK, "writes are accepted again");
        await Eventually.TrueAsync(async () => await GaugeAsync(gateway, "canary_store_up") == 1, "the gauge says that it is back");
    }

    [Fact]
    public async Task A_Redis_that_is_slow_but_in_time_is_used()
    {
        await using var gateway = await StartAsync(_link.Port);
        _link.Delay = TimeSpan.FromMilliseconds(100);

        await Eventually.TrueAsync(
            async () =>
            {
                using var put = await gateway.Admin.PutAsync("/api/v1/services/shop", new StringContent(ServiceJson("shop"), System.Text.Encoding.UTF8, "application/json"));
                return put.IsSuccessStatusCode;
            },
            "a write is accepted");
        (await AnswerAsync(gateway, "/shop")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_corrupt_document_keeps_all_of_its_revision_out_and_is_named_by_service_and_field()
    {
        await using var gateway = await StartAsync(_redis.Port);
        await gateway.PutServiceAsync("shop", ServiceJson("shop"));
        await gateway.PutServiceAsync("cart", ServiceJson("cart"));
        var before = await GaugeAsync(gateway, "canary_rejected_snapshots_total");

        var invalid = ServiceJson("cart").Replace("\"stable\": 100", "\"stable\": 99", StringComparison.Ordinal);
        await gateway.Services.Store.WriteAsync(
            new StoreWrite { Services = [Write("shop", ServiceJson("shop", "/moved")), Write("cart", invalid)], Origin = Origin }, default);

        await Eventually.TrueAsync(async () => await GaugeAsync(gateway, "canary_rejected_snapshots_total") == before + 1, "the refusal is counted");
        gateway.Services.Snapshots.Refusal.ShouldNotBeNull().ShouldStartWith("service 'cart' at revision 3: weights:");
        gateway.Services.Snapshots.Current.Revision.ShouldBe(2);
        (await AnswerAsync(gateway, "/shop")).ShouldBe(HttpStatusCode.OK);
        (await AnswerAsync(gateway, "/moved")).ShouldBe(HttpStatusCode.NotFound);
        (await _redis.CommandAsync("HGET", "{canary}:services", "cart")).ShouldBe(invalid.TrimEnd('\n'));

        await gateway.PutServiceAsync("cart", ServiceJson("cart"));
        await Eventually.TrueAsync(async () => await AnswerAsync(gateway, "/moved") == HttpStatusCode.OK, "the whole of it is in force");
        gateway.Services.Snapshots.Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task An_older_Redis_is_refused_and_written_to_by_nobody_until_an_operator_decides()
    {
        await using var gateway = await StartAsync(_redis.Port);
        await gateway.PutServiceAsync("shop", ServiceJson("shop"));
        await gateway.PutServiceAsync("shop", ServiceJson("shop", "/moved"));
        await _redis.CommandAsync("SET", "{canary}:revision", "1");
        await _redis.CommandAsync("HSET", "{canary}:services", "shop", ServiceJson("shop", "/old"));
        await _redis.CommandAsync("ZADD", "{canary}:revisions", "1", "shop");

        await Eventually.TrueAsync(() => gateway.Services.Snapshots.Refusal is not null, "the refusal");
        gateway.Services.Snapshots.Refusal.ShouldBe("the store is at revision 1, below 2 which is served: it has lost data");
        (await AnswerAsync(gateway, "/moved")).ShouldBe(HttpStatusCode.OK);
        (await WeightsAsync(gateway, "shop", 1)).ShouldBe(HttpStatusCode.ServiceUnavailable);

        using var recovered = await gateway.Admin.PostAsJsonAsync("/api/v1/store/recover", new { from = "store" });
        recovered.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AnswerAsync(gateway, "/old")).ShouldBe(HttpStatusCode.OK);
        (await WeightsAsync(gateway, "shop", 1)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("services")]
    [InlineData("services", "revisions")]
    public async Task Services_that_are_suddenly_gone_are_served_on_though_the_revision_rises(params string[] lost)
    {
        await using var gateway = await StartAsync(_redis.Port);
        await gateway.PutServiceAsync("shop", ServiceJson("shop"));
        await _redis.CommandAsync(["DEL", .. lost.Select(key => $"{{canary}}:{key}")]);
        await _redis.CommandAsync("INCR", "{canary}:revision");

        await Eventually.TrueAsync(() => gateway.Services.Snapshots.Refusal is not null, "the refusal");
        (await AnswerAsync(gateway, "/shop")).ShouldBe(HttpStatusCode.OK);
        gateway.Services.Snapshots.Refusal!.ShouldContain("service 'shop'");
        await gateway.PutServiceAsync("shop", ServiceJson("shop"));
        await Eventually.TrueAsync(() => gateway.Services.Snapshots.Refusal is null, "the refusal ends with the next write");
    }

    [Fact]
    public async Task An_emptied_Redis_is_restored_from_a_backup_and_all_gateways_follow()
    {
        await using var first = await StartAsync(_redis.Port);
        await using var second = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration), ("Store:PollInterval", "100ms"));
        await first.PutServiceAsync("shop", ServiceJson("shop"));
        var backup = await first.Admin.GetByteArrayAsync("/api/v1/backup");
        await first.PutServiceAsync("cart", ServiceJson("cart"));
        await Eventually.TrueAsync(() => second.Services.Snapshots.Current.Revision == 2, "both serve revision 2");
        await _redis.CommandAsync("FLUSHALL");
        await Eventually.TrueAsync(() => second.Services.Snapshots.Refusal is not null, "the loss is noticed");

        using var content = new ByteArrayContent(backup);
        content.Headers.ContentType = new("application/x-ndjson");
        using var restored = await first.Admin.PostAsync("/api/v1/restore", content);
        restored.StatusCode.ShouldBe(HttpStatusCode.OK, await restored.Content.ReadAsStringAsync());

        foreach (var gateway in new[] { first, second })
        {
            await Eventually.TrueAsync(() => gateway.Services.Snapshots is { Current.Revision: 3, Refusal: null }, "the restored store is in force");
            gateway.Services.Snapshots.Current.Services.Keys.ShouldBe(["shop"]);
            (await AnswerAsync(gateway, "/shop")).ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_message_that_was_lost_with_the_connection_is_made_up_for_when_it_is_back()
    {
        await using var first = await StartAsync(_redis.Port);
        await using var second = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", $"127.0.0.1:{_link.Port}"), ("Store:PollInterval", "1m"));
        await first.PutServiceAsync("shop", ServiceJson("shop"));
        await Eventually.TrueAsync(() => second.Services.Snapshots.Current.Revision == 1, "the second gateway follows");

        _link.Cut();
        await first.PutServiceAsync("cart", ServiceJson("cart"));
        _link.Mend();

        await Eventually.TrueAsync(() => second.Services.Snapshots.Current.Revision == 2, "the second gateway has caught up without polling");
    }

    [Fact]
    public async Task Clocks_that_disagree_change_no_order_as_revisions_and_times_are_the_stores()
    {
        var clock = new ShiftedTime();
        clock.Jump(TimeSpan.FromDays(3));
        await using var ahead = await GatewayUnderTest.StartAsync(
            clock, ("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration), ("Store:PollInterval", "100ms"));
        await using var right = await StartAsync(_redis.Port);
        await ahead.PutServiceAsync("shop", ServiceJson("shop"));
        await Eventually.TrueAsync(() => right.Services.Snapshots.Current.Revision == 1, "revision 1 everywhere");
        await right.PutServiceAsync("shop", ServiceJson("shop", "/moved"));

        await Eventually.TrueAsync(async () => await AnswerAsync(ahead, "/moved") == HttpStatusCode.OK, "the later revision is in force at both");
        var history = await right.Services.Store.ReadHistoryAsync("shop", null, 10, default);
        history.Select(entry => entry.Revision).ShouldBe([2L, 1]);
        (history[0].At - history[1].At).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromHours(1));
        (await ahead.Services.Store.ReadTimeAsync(default) - await right.Services.Store.ReadTimeAsync(default)).Duration().ShouldBeLessThan(TimeSpan.FromHours(1));
    }

    private static WriteOrigin Origin { get; } = new("test", null, "service.replace", null);

    private static Task Act(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static ServiceWrite Write(string name, string json) =>
        new(name, json, null, ServiceDocument.Read(System.Text.Encoding.UTF8.GetBytes(json)).Value is { } service ? MatchKeys.Of(service.Match) : [], WriteCondition.None);

    private static async Task<double> GaugeAsync(GatewayUnderTest gateway, string name)
    {
        var line = (await gateway.Admin.GetStringAsync("/metrics")).Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<HttpStatusCode> WeightsAsync(GatewayUnderTest gateway, string service, int canary)
    {
        using var answer = await gateway.Admin.PutAsJsonAsync($"/api/v1/services/{service}/weights", new { canary });
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> AnswerAsync(GatewayUnderTest gateway, string path)
    {
        using var answer = await gateway.Proxy.GetAsync(path);
        return answer.StatusCode;
    }

    private Task<GatewayUnderTest> StartAsync(int port) => GatewayUnderTest.StartAsync(
        ("Store:Kind", "Redis"), ("Store:Redis", $"127.0.0.1:{port}"), ("Store:Path", _folder), ("Store:PollInterval", "100ms"));

    private string ServiceJson(string name, string? path = null) => $$"""
        {
          "name": "{{name}}", "match": { "path": "{{path ?? "/" + name}}" }, "weights": { "stable": 100, "canary": 0 },
          "variants": { "stable": { "destinations": ["{{_stable.Address}}"] }, "canary": { "destinations": ["{{_stable.Address}}"] } }
        }
        """;
}
