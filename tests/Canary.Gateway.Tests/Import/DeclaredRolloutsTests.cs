using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Import;

/// <summary>Rollouts that files declare: started once for each document, and beside what people start.</summary>
public sealed class DeclaredRolloutsTests : IDisposable
{
    private readonly DeclaredFolder _folder = new();
    private readonly string _store = Directory.CreateTempSubdirectory("canary-store-").FullName;

    public DeclaredRolloutsTests()
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 0));
        _folder.Write("shop-rollout.yaml", DeclaredFolder.Rollout("shop", 5));
    }

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_store, recursive: true);
    }

    [Fact]
    public async Task A_rollout_starts_with_its_service_and_goes_on_after_a_restart()
    {
        string id;
        await using (var gateway = await StartAsync())
        {
            CanaryOf(gateway).ShouldBe(5);
            id = Active(gateway).State.Id;
        }

        await using var restarted = await StartAsync();
        Active(restarted).State.Id.ShouldBe(id);
        CanaryOf(restarted).ShouldBe(5);
    }

    [Fact]
    public async Task A_changed_plan_supersedes_the_run_that_the_file_started()
    {
        await using (var gateway = await StartAsync())
        {
            CanaryOf(gateway).ShouldBe(5);
        }

        _folder.Write("shop-rollout.yaml", DeclaredFolder.Rollout("shop", 20));
        await using var restarted = await StartAsync();
        CanaryOf(restarted).ShouldBe(20);
    }

    [Fact]
    public async Task A_plan_that_came_back_is_not_started_again_until_its_document_changes()
    {
        await using (var gateway = await StartAsync())
        {
            await PostAsync(gateway, "rollout/abort");
        }

        await using (var gateway = await StartAsync())
        {
            Service(gateway).State.Rollout!.State.Phase.ShouldBe(RolloutPhase.Aborted);
            CanaryOf(gateway).ShouldBe(0);
        }

        _folder.Write("shop-rollout.yaml", DeclaredFolder.Rollout("shop", 5, run: "2"));
        await using var last = await StartAsync();
        CanaryOf(last).ShouldBe(5);
    }

    [Fact]
    public async Task A_persons_rollout_is_let_be()
    {
        await using (var gateway = await StartAsync())
        {
            await PostAsync(gateway, "rollout/abort");
            await PostAsync(gateway, "rollout", """{"variant": "canary", "steps": [{"weight": 50, "gate": "manual"}]}""");
        }

        _folder.Write("shop-rollout.yaml", DeclaredFolder.Rollout("shop", 20));
        await using var restarted = await StartAsync();
        CanaryOf(restarted).ShouldBe(50);
        restarted.Log.Lines.ShouldContain(line => line.Contains("was not started: another rollout is active", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_service_keeps_the_weights_of_its_rollout_and_ends_it_where_the_variant_is_gone()
    {
        await using var gateway = await StartAsync(("ImportWatch", "true"));

        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 1, "exposeVariant: false"));
        await Eventually.TrueAsync(() => !Service(gateway).Config.ExposeVariant, "the changed service");
        CanaryOf(gateway).ShouldBe(5);
        Active(gateway).State.Phase.ShouldBe(RolloutPhase.Progressing);

        _folder.Delete("shop-rollout.yaml");
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 3).Replace("canary", "next", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => Service(gateway).Config.Variants.ContainsKey("next"), "the service with another variant");
        Service(gateway).State.Rollout!.State.Phase.ShouldBe(RolloutPhase.Superseded);
        Service(gateway).Config.WeightOf("next").Percent.ShouldBe(3);
    }

    [Fact]
    public async Task Weights_of_a_running_rollout_can_be_changed_by_the_API_and_pause_it()
    {
        await using var gateway = await StartAsync();

        await gateway.PutWeightsAsync("shop", new { canary = 30 });

        CanaryOf(gateway).ShouldBe(30);
        Active(gateway).State.Phase.ShouldBe(RolloutPhase.Paused);
        (await gateway.Admin.DeleteAsync("/api/v1/services/shop")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
    }

    private Task<GatewayUnderTest> StartAsync(params (string Key, string Value)[] settings) =>
        GatewayUnderTest.StartAsync([("Store:Path", _store), ("Import", _folder.Path), .. settings]);

    private static ServiceSnapshot Service(GatewayUnderTest gateway) => gateway.Services.Snapshots.Current.Services.GetValueOrDefault("shop")!;

    private static Rollout Active(GatewayUnderTest gateway)
    {
        var rollout = Service(gateway).State.Rollout.ShouldNotBeNull();
        rollout.IsActive.ShouldBeTrue(rollout.State.Message);
        return rollout;
    }

    private static decimal CanaryOf(GatewayUnderTest gateway) => Service(gateway).Config.WeightOf("canary").Percent;

    private static async Task PostAsync(GatewayUnderTest gateway, string path, string body = "{}")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await gateway.Admin.PostAsync($"/api/v1/services/shop/{path}", content);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
