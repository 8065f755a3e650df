using Canary.Gateway.Storage;

namespace Canary.Gateway.Tests.Admin;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_turns_to_not_ready_with_a_reason_when_the_gateway_drains()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        (await admin.GetAsync("/readyz")).Json.GetProperty("status").GetString().ShouldBe("ready");

        admin.Services.Lifecycle.BeginDraining();
        var reply = await admin.GetAsync("/readyz");
        reply.Status.ShouldBe(503);
        reply.Json.GetProperty("reasons")[0].GetString()!.ShouldContain("draining");
        (await admin.GetAsync("/livez")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_gateway_that_never_loaded_a_snapshot_is_not_ready()
    {
        await using var admin = await AdminUnderTest.StartAsync(wrap: inner => new StoreWithOutage(inner) { IsDown = true });

        var reply = await admin.GetAsync("/readyz");
        reply.Status.ShouldBe(503);
        reply.Json.GetProperty("reasons")[0].GetString()!.ShouldContain("no snapshot");
    }

    [Fact]
    public async Task Metrics_are_served()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var reply = await admin.GetAsync("/metrics");
        reply.Status.ShouldBe(200);
        reply.Text.ShouldContain("canary_store_up 1");
    }

    [Fact]
    public async Task Instances_are_listed_with_their_lag()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 1 }""");
        await admin.Services.Store.AnnounceInstanceAsync(new InstanceInfo("slow", "0.1.0", 1, TimeProvider.System.GetUtcNow(), default), default);

        var instance = (await admin.GetAsync("/api/v1/instances")).Json.EnumerateArray().ShouldHaveSingleItem();
        instance.GetProperty("id").GetString().ShouldBe("slow");
        instance.GetProperty("appliedRevision").GetInt64().ShouldBe(1);
        instance.GetProperty("lag").GetInt64().ShouldBe(1);
    }
}
