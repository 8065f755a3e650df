using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage.Backups;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Backups;

/// <summary>A backup taken under load and restored into an empty store gives the same behaviour, request by request.</summary>
public sealed class BackupUnderLoadTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<long, Snapshot> _served = [];
    private RedisServer _redis = null!;
    private StubBackend _stable = null!;
    private StubBackend _canary = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _stable = await StubBackend.StartAsync("stable");
        _canary = await StubBackend.StartAsync("canary");
    }

    public async ValueTask DisposeAsync()
    {
        await _canary.DisposeAsync();
        await _stable.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("File", "Redis")]
    [InlineData("Redis", "File")]
    public async Task The_same_requests_get_the_same_variants_and_the_rollout_takes_the_same_steps(string from, string to)
    {
        await using var source = await StartAsync(from, "source");
        await BackedUpShops.CreateAsync(source, _stable, _canary);
        var admitted = await AdmittedAsync(source);
        admitted.Count.ShouldBe(BackedUpShops.LimitedUsers);
        var backup = await BackUpUnderLoadAsync(source);
        var head = (BackupHead)BackupReader.Read(new MemoryStream(backup)).First();
        var before = _served[head.Revision];

        await using var target = await StartAsync(to, "target");
        var restored = await RestoreAsync(target, backup);
        restored.GetProperty("backupRevision").GetInt64().ShouldBe(head.Revision);
        restored.GetProperty("appliedRevision").GetInt64().ShouldBe(restored.GetProperty("revision").GetInt64());
        target.Services.Snapshots.Current.Services.Count.ShouldBe(before.Services.Count);

        var stepsBefore = await StepsAsync(source, head.Revision);
        await GoBackAsync(source, before);
        var requests = TestSize.Of(1_000, 10_000);
        var variants = new Dictionary<string, int>();
        for (var i = 0; i < requests; i++)
        {
            var expected = await BackedUpShops.VariantAsync(source, BackedUpShops.Request(i));
            (await BackedUpShops.VariantAsync(target, BackedUpShops.Request(i))).ShouldBe(expected, $"request {i}");
            variants[expected] = variants.GetValueOrDefault(expected) + 1;
        }

        variants.Values.Min().ShouldBeGreaterThan(requests / 10);
        (await AdmittedAsync(target)).ShouldBe(admitted, ignoreOrder: true);
        await GoesOnAsync(target, before, stepsBefore, source);
        Figures.Report($"Backup under load, {from} to {to}", $"{backup.Length / 1024} KB at revision {head.Revision}, {requests} requests with the same variant: {string.Join(", ", variants)}");
    }

    private async Task<byte[]> BackUpUnderLoadAsync(GatewayUnderTest source)
    {
        using var stopping = new CancellationTokenSource();
        var watching = Task.Run(() => Watch(source, stopping.Token));
        var round = 0;
        var writing = Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                await BackedUpShops.ChangeAsync(source, Volatile.Read(ref round), _stable, _canary);
                Interlocked.Increment(ref round);
                await Task.Delay(10);
            }
        });
        var sent = 0;
        await using var traffic = SteadyTraffic.Start(source.Proxy.BaseAddress!, 4, () => BackedUpShops.Request(Interlocked.Increment(ref sent)), TimeSpan.FromMilliseconds(2));
        await Eventually.TrueAsync(() => Volatile.Read(ref round) > 30 && traffic.Answered > 200, "changes and traffic");
        byte[] backup;
        do
        {
            // A revision that was in force for a moment only may have been missed by who looks.
            backup = await source.Admin.GetByteArrayAsync("/api/v1/backup");
        }
        while (!_served.ContainsKey(((BackupHead)BackupReader.Read(new MemoryStream(backup)).First()).Revision) && Volatile.Read(ref round) < 200);
        var at = Volatile.Read(ref round);
        await Eventually.TrueAsync(() => Volatile.Read(ref round) > at + 14, "changes after the backup");
        await stopping.CancelAsync();
        await writing;
        await watching;
        await traffic.StopAsync();
        traffic.Failures.ShouldBeEmpty();
        return backup;
    }

    private void Watch(GatewayUnderTest gateway, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var current = gateway.Services.Snapshots.Current;
            _served.TryAdd(current.Revision, current);
            Thread.Yield();
        }
    }

    // What the source did since must not be in the way of comparing it as it was.
    private static async Task GoBackAsync(GatewayUnderTest source, Snapshot before)
    {
        foreach (var service in before.Services.Values.Where(service => service.Name != "limited"))
        {
            await source.PutServiceAsync(service.Name, Encoding.UTF8.GetString(ServiceDocument.Write(service.Config)));
        }
    }

    private static async Task GoesOnAsync(GatewayUnderTest target, Snapshot before, List<string> stepsOfSource, GatewayUnderTest source)
    {
        var rollout = before.Services.Find("rolling")!.State.Rollout!;
        var shown = await target.Admin.GetFromAsync("/api/v1/services/rolling/rollout");
        (shown.GetProperty("id").GetString(), shown.GetProperty("phase").GetString()).ShouldBe((rollout.State.Id, "Progressing"));
        var from = target.Services.Snapshots.Current.Revision;
        for (var i = 0; i < stepsOfSource.Count; i++)
        {
            await BackedUpShops.PostAsync(target, "rolling", "rollout/promote", null);
        }

        stepsOfSource.Count.ShouldBeGreaterThan(0);
        await Eventually.TrueAsync(async () => (await StepsAsync(target, from)).Count >= stepsOfSource.Count, "the steps");
        (await StepsAsync(target, from)).ShouldBe(stepsOfSource);
        (await source.Admin.GetFromAsync("/api/v1/services/rolling/rollout")).GetProperty("id").GetString().ShouldBe(rollout.State.Id);
    }

    // Action and weights of what was written after a revision, oldest first, each weight once.
    private static async Task<List<string>> StepsAsync(GatewayUnderTest gateway, long after)
    {
        var history = await gateway.Services.Store.ReadHistoryAsync("rolling", null, 1_000, default);
        return [.. history.Where(entry => entry.Revision > after && entry.Document is not null).Reverse().Select(entry => WeightOf(entry.Document!)).Distinct()];
    }

    private static string WeightOf(string document)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.GetProperty("weights").GetProperty("canary").GetRawText();
    }

    private static async Task<List<int>> AdmittedAsync(GatewayUnderTest gateway)
    {
        var admitted = new HashSet<int>();
        await Eventually.TrueAsync(
            async () =>
            {
                for (var user = 0; user < 60; user++)
                {
                    if (await BackedUpShops.VariantAsync(gateway, BackedUpShops.LimitedRequest(user)) == "canary")
                    {
                        admitted.Add(user);
                    }
                }

                return admitted.Count >= BackedUpShops.LimitedUsers;
            },
            "as many users as may are admitted");
        return [.. admitted];
    }

    private static async Task<JsonElement> RestoreAsync(GatewayUnderTest target, byte[] backup)
    {
        using var content = new ByteArrayContent(backup);
        content.Headers.ContentType = new("application/x-ndjson");
        using var answer = await target.Admin.PostAsync("/api/v1/restore", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private Task<GatewayUnderTest> StartAsync(string kind, string prefix) =>
        GatewayUnderTest.StartAsync(("Store:Kind", kind), ("Store:Redis", _redis.Configuration), ("Store:KeyPrefix", prefix), ("Store:HistoryPerService", "1000"));
}
