using Canary.Core.Selection;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>Several gateways on one Redis that apply the same folder.</summary>
public sealed class DeclaredFleetTests : IAsyncLifetime
{
    private const int Services = 20;

    private readonly DeclaredFolder _folder = new();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Gateways_that_apply_a_folder_at_once_write_each_document_once_and_start_each_rollout_once()
    {
        Write(5);
        var gateways = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync()));
        try
        {
            await AllAtAsync(gateways, 5);
            await OnceAsync(gateways[0], versions: 1);

            Write(20);
            await AllAtAsync(gateways, 20);
            await OnceAsync(gateways[0], versions: 2);
        }
        finally
        {
            await Task.WhenAll(gateways.Select(gateway => gateway.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task A_gateway_that_sees_a_change_late_does_not_undo_what_another_applied()
    {
        _folder.Write("all.yaml", DeclaredFolder.Service("shop", 10));
        await using var late = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration), ("Import", _folder.Path));
        await using var early = await StartAsync();

        _folder.Write("all.yaml", DeclaredFolder.Service("shop", 20));

        await AllAtAsync([late, early], 20, "shop");
        (await late.Services.Store.ReadHistoryAsync("shop", null, 10, CancellationToken.None)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_folder_is_applied_once_the_store_is_there()
    {
        await _redis.StopAsync();
        _folder.Write("all.yaml", DeclaredFolder.Service("shop", 10));
        await using var gateway = await StartAsync();
        gateway.Services.Snapshots.Current.Services.Count.ShouldBe(0);

        await _redis.RestartAsync();

        await AllAtAsync([gateway], 10, "shop");
    }

    private Task<GatewayUnderTest> StartAsync() => GatewayUnderTest.StartAsync(
        ("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration), ("Import", _folder.Path), ("ImportWatch", "true"));

    private void Write(int rollout) => _folder.Write("all.yaml", string.Join(
        "---\n", Enumerable.Range(0, Services).SelectMany(i => (string[])[DeclaredFolder.Service($"shop-{i}", 0), DeclaredFolder.Rollout($"shop-{i}", rollout)])));

    private static Task AllAtAsync(GatewayUnderTest[] gateways, decimal canary, params string[] services)
    {
        var names = services.Length > 0 ? services : [.. Enumerable.Range(0, Services).Select(i => $"shop-{i}")];
        return Eventually.TrueAsync(
            () => gateways.All(gateway => names.All(name => Find(gateway, name) is { } service && service.Config.WeightOf("canary").Percent == canary)),
            $"{canary} % for every canary at every gateway");
    }

    private static async Task OnceAsync(GatewayUnderTest gateway, int versions)
    {
        for (var i = 0; i < Services; i++)
        {
            // The leader writes, too, as it drives the rollouts.
            var history = await gateway.Services.Store.ReadHistoryAsync($"shop-{i}", null, 10, CancellationToken.None);
            history.Count(entry => entry.Origin.Actor == "import").ShouldBe(versions);
        }
    }

    private static ServiceSnapshot? Find(GatewayUnderTest gateway, string name) => gateway.Services.Snapshots.Current.Services.GetValueOrDefault(name);
}
