using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Admin;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_turns_to_not_ready_with_a_reason_when_the_gateway_drains()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var before = await admin.GetAsync("/readyz");
        before.Status.ShouldBe(200);
        before.Text.ShouldBe("""{"status":"ready","reasons":[],"warnings":[]}""");

        admin.Services.Lifecycle.BeginDraining();
        var reply = await admin.GetAsync("/readyz");
        reply.Status.ShouldBe(503);
        reply.Text.ShouldBe("""{"status":"notReady","reasons":["draining: the gateway is stopping"],"warnings":[]}""");
        var alive = await admin.GetAsync("/livez");
        alive.Status.ShouldBe(200);
        alive.Text.ShouldBe("""{"status":"alive","reasons":[],"warnings":[]}""");
    }

    [Fact]
    public async Task A_gateway_that_never_loaded_a_snapshot_is_not_ready_until_the_store_answers()
    {
        StoreWithOutage? store = null;
        await using var admin = await AdminUnderTest.StartAsync(wrap: inner => store = new StoreWithOutage(inner) { IsDown = true });

        var reply = await admin.GetAsync("/readyz");
        reply.Status.ShouldBe(503);
        Lines(reply, "reasons").ShouldBe(["no snapshot: nothing was loaded yet; the store does not answer, and there is no usable last-good copy"]);

        store!.IsDown = false;
        await Eventually.TrueAsync(async () => (await admin.GetAsync("/readyz")).Status == 200, "the gateway is ready");
    }

    [Fact]
    public async Task A_store_that_goes_down_is_a_warning_and_no_reason_to_take_the_gateway_out()
    {
        StoreWithOutage? store = null;
        await using var admin = await AdminUnderTest.StartAsync(wrap: inner => store = new StoreWithOutage(inner));
        var revision = await admin.PutShopAsync();

        store!.IsDown = true;
        var reply = await admin.GetAsync("/readyz");
        reply.Status.ShouldBe(200);
        Lines(reply, "reasons").ShouldBeEmpty();
        Lines(reply, "warnings").ShouldBe([$"store down: it does not answer; revision {revision} stays in force, and changes are refused"]);
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

    [Fact]
    public async Task Of_two_gateways_that_think_they_lead_the_one_with_the_later_lease_does()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.Services.Store.AnnounceInstanceAsync(new InstanceInfo("dead", "0.1.0", 1, default, default) { LeaseToken = 4 }, default);
        await admin.Services.Store.AnnounceInstanceAsync(new InstanceInfo("next", "0.1.0", 1, default, default) { LeaseToken = 5 }, default);
        await admin.Services.Store.AnnounceInstanceAsync(new InstanceInfo("other", "0.1.0", 1, default, default), default);

        var leads = (await admin.GetAsync("/api/v1/instances")).Json.EnumerateArray().Select(instance => (instance.GetProperty("id").GetString(), instance.GetProperty("leads").GetBoolean()));
        leads.ShouldBe([("dead", false), ("next", true), ("other", false)]);
    }

    private static string[] Lines(Reply reply, string name) => [.. reply.Json.GetProperty(name).EnumerateArray().Select(line => line.GetString()!)];
}
