using Canary.Gateway.Storage;

namespace Canary.Gateway.Tests.Admin;

/// <summary>Backup and restore as an operator calls them.</summary>
public sealed class BackupTests
{
    private const string Type = "application/x-ndjson";

    [Fact]
    public async Task A_backup_has_a_name_and_is_restored_into_an_empty_store_with_what_is_served_at_once()
    {
        await using var source = await AdminUnderTest.StartAsync();
        await source.PutShopAsync();
        var backup = await source.GetAsync("/api/v1/backup");
        (backup.Status, backup.ContentType).ShouldBe((200, Type));
        backup.Headers["Content-Disposition"].ShouldContain("-r1.backup");
        backup.Headers["Cache-Control"].ShouldBe("no-store");

        await using var target = await AdminUnderTest.StartAsync();
        var restored = await RestoreAsync(target, backup.Text);

        restored.Status.ShouldBe(200, restored.Text);
        (restored.Json.GetProperty("revision").GetInt64(), restored.Json.GetProperty("appliedRevision").GetInt64(), restored.Json.GetProperty("services").GetInt32()).ShouldBe((2, 2, 1));
        (await target.GetAsync(Shop.Path)).ETag.ShouldBe("\"1\"");
        (await target.PutAsync(Shop.Path + "/weights", """{ "canary": 1 }""", ("If-Match", "\"1\""))).ETag.ShouldBe("\"3\"");
        var audit = (await target.GetAsync("/api/v1/audit")).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("action").GetString());
        audit.ShouldBe(["weights", "store.restore", "service.replace"]);
    }

    [Fact]
    public async Task A_store_that_is_not_empty_is_refused_unless_it_is_said_that_it_is_replaced()
    {
        await using var source = await AdminUnderTest.StartAsync();
        await source.PutShopAsync();
        var backup = (await source.GetAsync("/api/v1/backup")).Text;
        await source.PutAsync(Shop.Path + "/weights", """{ "canary": 77 }""");

        var refused = await RestoreAsync(source, backup);
        refused.ShouldBeProblem(409, "store-not-empty");
        refused.Text.ShouldContain("revision 2 and has 1 services");
        refused.Text.ShouldContain("?replace=true");

        (await RestoreAsync(source, backup, "?replace=true")).Status.ShouldBe(200);
        var shop = await source.GetAsync(Shop.Path);
        (shop.ETag, shop.Json.GetProperty("weights").GetProperty("canary").GetDecimal()).ShouldBe(("\"1\"", 10));
    }

    [Fact]
    public async Task A_file_that_is_no_whole_backup_is_refused_with_what_is_wrong_and_nothing_changes()
    {
        await using var source = await AdminUnderTest.StartAsync();
        await source.PutShopAsync();
        var backup = (await source.GetAsync("/api/v1/backup")).Text;
        await using var target = await AdminUnderTest.StartAsync();

        foreach (var (file, says) in new[] { ("", "The file is empty"), (backup[..^50], "cut short"), (backup.Replace("shop", "shoq", StringComparison.Ordinal), "damaged"), ("{}\n", "not a backup") })
        {
            var refused = await RestoreAsync(target, file);
            refused.ShouldBeProblem(400, "backup-refused");
            refused.Text.ShouldContain(says);
        }

        (await RestoreAsync(target, backup, "?replace=perhaps")).ShouldBeProblem(400, "invalid-parameter");
        (await target.SendAsync(HttpMethod.Post, "/api/v1/restore", backup, "text/plain")).ShouldBeProblem(415, "unsupported-media-type");
        (await target.Services.Store.ReadAsync(0, default)).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task A_backup_larger_than_other_bodies_is_taken()
    {
        await using var source = await AdminUnderTest.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            var rules = string.Join(',', Enumerable.Range(0, 100).Select(rule => $$"""{ "name": "r{{rule}}", "when": { "header": "h", "equals": "{{new string('x', 1_000)}}" }, "variant": "stable" }"""));
            var put = await source.PutAsync($"/api/v1/services/s{i}", $$"""{ "name": "s{{i}}", "match": { "path": "/{{i}}" }, "variants": { "stable": { "destinations": ["http://10.0.0.1"] } }, "rules": [{{rules}}] }""");
            put.Status.ShouldBe(201, put.Text);
        }

        var backup = (await source.GetAsync("/api/v1/backup")).Text;
        backup.Length.ShouldBeGreaterThan(2 * 1024 * 1024);
        await using var target = await AdminUnderTest.StartAsync();
        (await RestoreAsync(target, backup)).Status.ShouldBe(200);
        (await target.GetAsync("/api/v1/services/s11")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_store_that_is_down_or_damaged_gives_a_problem_and_no_half_of_a_backup()
    {
        StoreWithOutage? store = null;
        await using var admin = await AdminUnderTest.StartAsync(wrap: inner => store = new StoreWithOutage(inner));
        store!.IsDown = true;
        (await admin.GetAsync("/api/v1/backup")).ShouldBeProblem(503, "store-unavailable");
        (await RestoreAsync(admin, "")).ShouldBeProblem(400, "backup-refused");

        store.IsDown = false;
        await store.WriteAsync(StoreWrite.Of(new ServiceWrite("bad", "{}", null, [], WriteCondition.None), new WriteOrigin("test", null, "test", null)), default);
        var damaged = await admin.GetAsync("/api/v1/backup");
        damaged.ShouldBeProblem(409, "store-damaged");
        damaged.Text.ShouldContain("service 'bad'");
    }

    private static Task<Reply> RestoreAsync(AdminUnderTest admin, string backup, string query = "") => admin.SendAsync(HttpMethod.Post, "/api/v1/restore" + query, backup, Type);
}
