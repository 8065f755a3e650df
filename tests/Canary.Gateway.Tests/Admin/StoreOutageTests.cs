using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Admin;

public sealed class StoreOutageTests
{
    [Fact]
    public async Task While_the_store_is_down_reads_answer_and_writes_say_503()
    {
        StoreWithOutage? store = null;
        await using var admin = await AdminUnderTest.StartAsync(wrap: inner => store = new StoreWithOutage(inner));
        await admin.PutShopAsync();
        store!.IsDown = true;

        (await admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"1\"");
        (await admin.GetAsync("/api/v1/services")).Status.ShouldBe(200);
        (await admin.PostAsync(Shop.Path + "/explain", "{}")).Status.ShouldBe(200);
        (await admin.GetAsync("/readyz")).Status.ShouldBe(200);
        foreach (var reply in new[]
        {
            await admin.PutAsync(Shop.Path, Shop.Json),
            await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 1 }"""),
            await admin.PostAsync(Shop.Path + "/rollback"),
            await admin.DeleteAsync(Shop.Path),
            await admin.GetAsync(Shop.Path + "/history"),
            await admin.GetAsync("/api/v1/audit"),
        })
        {
            reply.ShouldBeProblem(503, "store-unavailable");
            reply.Headers["Retry-After"].ShouldBe("1");
            reply.Text.ShouldNotContain("secret detail");
        }

        store.IsDown = false;
        (await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 1 }""")).ETag.ShouldBe("\"2\"");
        await Eventually.TrueAsync(
            async () => (await admin.GetAsync("/api/v1/audit")).Json.GetProperty("items").EnumerateArray().Count(item => item.GetProperty("status").GetInt32() == 503) == 4,
            "attempts during the outage are in the audit");
    }

    [Fact]
    public async Task A_store_that_lost_its_data_is_not_written_to_until_an_operator_decides()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await admin.Services.Store.ReseedAsync("another", 0, [], new WriteOrigin("test", null, "test", null), default);

        var refused = await admin.PutAsync(Shop.Path, Shop.Json);
        refused.ShouldBeProblem(503, "store-behind");
        refused.Text.ShouldContain("/api/v1/store/recover");
        (await admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"1\"");

        var recovered = await admin.PostAsync("/api/v1/store/recover", """{ "from": "gateway" }""");
        recovered.Status.ShouldBe(200, recovered.Text);
        recovered.Json.GetProperty("revision").GetInt64().ShouldBeGreaterThan(1);
        (await admin.GetAsync(Shop.Path)).Json.GetProperty("weights").GetProperty("canary").GetDecimal().ShouldBe(10);
        (await admin.PutAsync(Shop.Path, Shop.Json)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_the_store_holds_is_taken_over_when_an_operator_says_so()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await admin.Services.Store.ReseedAsync("another", 0, [], new WriteOrigin("test", null, "test", null), default);

        var recovered = await admin.PostAsync("/api/v1/store/recover", """{ "from": "store" }""");
        recovered.Status.ShouldBe(200, recovered.Text);
        (await admin.GetAsync(Shop.Path)).Status.ShouldBe(404);
        (await admin.PutAsync(Shop.Path, Shop.Json)).Status.ShouldBe(201);
        await Eventually.TrueAsync(
            async () => (await admin.GetAsync("/api/v1/audit")).Json.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("action").GetString() == "store.recover"),
            "the audit tells of it");
    }
}
