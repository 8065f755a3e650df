using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Admin;

public sealed class AuditTests
{
    [Fact]
    public async Task Accepted_and_refused_attempts_are_told_with_who_and_why()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        using var viewer = admin.NewClient("vera");
        using var oper = admin.NewClient("otto");
        using var wrong = admin.NewClient("somebody-else");

        (await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: oper, headers: ("X-Canary-Reason", "first"))).Status.ShouldBe(201);
        (await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: viewer)).Status.ShouldBe(403);
        (await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: wrong)).Status.ShouldBe(401);
        (await admin.SendAsync(HttpMethod.Get, Shop.Path, client: wrong)).Status.ShouldBe(401);
        (await admin.SendAsync(HttpMethod.Put, Shop.Path, "{", client: oper, headers: ("X-Canary-Reason", "typo"))).Status.ShouldBe(400);
        (await admin.SendAsync(HttpMethod.Delete, Shop.Path, client: oper, headers: ("If-Match", "\"9\""))).Status.ShouldBe(412);
        (await admin.SendAsync(HttpMethod.Get, "/api/v1/services/nobody", client: oper)).Status.ShouldBe(404);

        var items = await AuditAsync(admin, oper, 6);
        items.Select(item => (item.GetProperty("action").GetString(), item.GetProperty("actor").GetString(), item.GetProperty("status").GetInt32())).ShouldBe(
        [
            ("service.delete", "otto", 412),
            ("service.replace", "otto", 400),
            ("service.read", "unknown", 401),
            ("service.replace", "unknown", 401),
            ("service.replace", "vera", 403),
            ("service.replace", "otto", 200),
        ]);
        items.ShouldAllBe(item => item.GetProperty("remote").GetString() == "127.0.0.1" && item.GetProperty("service").GetString() == "shop");
        items[5].GetProperty("revision").GetInt64().ShouldBe(1);
        items[5].GetProperty("reason").GetString().ShouldBe("first");
        items[1].GetProperty("reason").GetString().ShouldBe("typo");
        items[4].GetProperty("detail").GetString()!.ShouldContain("operator");
    }

    [Fact]
    public async Task No_secret_is_in_audit_answers_or_log()
    {
        await using var admin = await AdminUnderTest.StartAsync(AdminUnderTest.AllRoles());
        using var oper = admin.NewClient("otto");
        using var wrong = admin.NewClient("wrong-secret");

        await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: oper);
        var refused = await admin.SendAsync(HttpMethod.Put, Shop.Path, Shop.Json, client: wrong);
        var audit = await AuditAsync(admin, oper, 2);

        foreach (var text in new[] { refused.Text, audit[0].GetRawText(), audit[1].GetRawText(), string.Join('\n', admin.Log.Lines) })
        {
            text.ShouldNotContain("key-of-");
            text.ShouldNotContain(AdminUnderTest.Key("otto", "operator").Hash, Case.Insensitive);
        }
    }

    [Fact]
    public async Task Audit_comes_page_by_page()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 1 }""");
        await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 2 }""");

        var first = (await admin.GetAsync("/api/v1/audit?pageSize=2")).Json;
        var second = (await admin.GetAsync($"/api/v1/audit?pageSize=2&pageToken={first.GetProperty("nextPageToken").GetString()}")).Json;
        first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray())
            .Select(item => item.GetProperty("revision").GetInt64()).ShouldBe([3, 2, 1]);
    }

    private static async Task<List<JsonElement>> AuditAsync(AdminUnderTest admin, HttpClient client, int count)
    {
        List<JsonElement> items = [];
        await Eventually.TrueAsync(
            async () =>
            {
                items = [.. (await admin.SendAsync(HttpMethod.Get, "/api/v1/audit", client: client)).Json.GetProperty("items").EnumerateArray()];
                return items.Count >= count;
            },
            $"{count} audit entries");
        items.Count.ShouldBe(count);
        return items;
    }
}
