namespace Canary.Gateway.Tests.Admin;

public sealed class HistoryTests
{
    [Fact]
    public async Task Every_accepted_version_is_kept_with_who_and_why()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 25 }""", ("X-Canary-Reason", "looks good"));
        await admin.PostAsync(Shop.Path + "/rollback");
        await admin.DeleteAsync(Shop.Path);

        var items = (await admin.GetAsync(Shop.Path + "/history")).Json.GetProperty("items").EnumerateArray().ToList();
        items.Select(item => item.GetProperty("action").GetString()).ShouldBe(["service.delete", "rollback", "weights", "service.replace"]);
        items.Select(item => item.GetProperty("revision").GetInt64()).ShouldBe([4, 3, 2, 1]);
        items.Select(item => item.GetProperty("deleted").GetBoolean()).ShouldBe([true, false, false, false]);
        items.ShouldAllBe(item => item.GetProperty("actor").GetString() == "anonymous" && item.GetProperty("remote").GetString() == "127.0.0.1");
        items[2].GetProperty("reason").GetString().ShouldBe("looks good");
        items[2].GetProperty("at").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$");
        (await admin.GetAsync("/api/v1/services/nobody/history")).ShouldBeProblem(404, "service-not-found");
    }

    [Fact]
    public async Task History_comes_page_by_page()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        for (var i = 0; i < 4; i++)
        {
            await admin.PutAsync(Shop.Path + "/weights", $$"""{ "canary": {{i}} }""");
        }

        var revisions = new List<long>();
        var query = "";
        while (true)
        {
            var page = (await admin.GetAsync(Shop.Path + "/history?pageSize=2" + query)).Json;
            revisions.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("revision").GetInt64()));
            if (!page.TryGetProperty("nextPageToken", out var token))
            {
                break;
            }

            query = "&pageToken=" + token.GetString();
        }

        revisions.ShouldBe([5, 4, 3, 2, 1]);
    }

    [Fact]
    public async Task An_old_version_is_looked_at_and_written_again()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 25 }""");

        var old = (await admin.GetAsync(Shop.Path + "/history/1")).Json;
        old.GetProperty("service").GetProperty("weights").GetProperty("canary").GetDecimal().ShouldBe(10);
        (await admin.GetAsync(Shop.Path + "/history/9")).ShouldBeProblem(404, "revision-not-kept");

        var restored = await admin.PostAsync(Shop.Path + "/restore", """{ "revision": 1 }""", ("If-Match", "\"2\""));
        restored.Status.ShouldBe(200, restored.Text);
        restored.ETag.ShouldBe("\"3\"");
        restored.Json.GetProperty("weights").GetProperty("canary").GetDecimal().ShouldBe(10);
        (await admin.GetAsync(Shop.Path + "/history")).Json.GetProperty("items")[0].GetProperty("action").GetString().ShouldBe("restore");
    }

    [Fact]
    public async Task A_deleted_service_comes_back_by_restore_but_its_deletion_can_not_be_restored()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await admin.DeleteAsync(Shop.Path);

        (await admin.PostAsync(Shop.Path + "/restore", """{ "revision": 2 }""")).ShouldBeProblem(409, "not-restorable");
        var restored = await admin.PostAsync(Shop.Path + "/restore", """{ "revision": 1 }""");
        restored.Status.ShouldBe(201, restored.Text);
        restored.Headers["Location"].ShouldBe(Shop.Path);
        (await admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"3\"");
    }
}
