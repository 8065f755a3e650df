namespace Canary.Gateway.Tests.Admin;

public sealed class ServiceCallsTests
{
    [Fact]
    public async Task A_service_is_created_read_replaced_and_deleted()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var created = await admin.PutAsync(Shop.Path, Shop.Json);
        created.Status.ShouldBe(201, created.Text);
        created.ETag.ShouldBe("\"1\"");
        created.Headers["Location"].ShouldBe(Shop.Path);
        created.Json.GetProperty("revision").GetInt64().ShouldBe(1);

        var read = await admin.GetAsync(Shop.Path);
        read.Status.ShouldBe(200);
        read.ETag.ShouldBe("\"1\"");
        read.Text.ShouldBe(created.Text);
        read.Json.GetProperty("weights").GetProperty("canary").GetDecimal().ShouldBe(10);
        read.Headers["Cache-Control"].ShouldBe("no-store");
        read.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        read.Headers.ShouldNotContainKey("Server");

        var replaced = await admin.PutAsync(Shop.Path, read.Text);
        replaced.Status.ShouldBe(200, replaced.Text);
        replaced.ETag.ShouldBe("\"2\"");
        replaced.Headers.ShouldNotContainKey("Location");

        (await admin.DeleteAsync(Shop.Path)).Status.ShouldBe(204);
        (await admin.GetAsync(Shop.Path)).ShouldBeProblem(404, "service-not-found");
        (await admin.DeleteAsync(Shop.Path)).ShouldBeProblem(404, "service-not-found");
    }

    [Fact]
    public async Task A_reader_that_has_the_current_revision_is_told_so()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        foreach (var tag in new[] { "\"1\"", "W/\"1\"", "\"7\", \"1\"", "*" })
        {
            var reply = await admin.GetAsync(Shop.Path, ("If-None-Match", tag));
            reply.Status.ShouldBe(304, tag);
            reply.Text.ShouldBeEmpty();
            reply.ETag.ShouldBe("\"1\"");
        }

        (await admin.GetAsync(Shop.Path, ("If-None-Match", "\"2\""))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_nothing_else()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        var patched = await admin.PatchAsync(Shop.Path, """{ "match": { "path": "/new" }, "rules": null }""");
        patched.Status.ShouldBe(200, patched.Text);
        patched.ETag.ShouldBe("\"2\"");
        patched.Json.GetProperty("match").GetProperty("path").GetString().ShouldBe("/new");
        patched.Json.GetProperty("match").GetProperty("hosts")[0].GetString().ShouldBe("shop.example.com");
        patched.Json.GetProperty("rules").GetArrayLength().ShouldBe(0);
        patched.Json.GetProperty("weights").GetProperty("stable").GetDecimal().ShouldBe(90);

        var asPlainJson = await admin.SendAsync(HttpMethod.Patch, Shop.Path, """{ "exposeVariant": false }""");
        asPlainJson.Status.ShouldBe(200, asPlainJson.Text);
        (await admin.PatchAsync("/api/v1/services/nobody", "{}")).ShouldBeProblem(404, "service-not-found");
    }

    [Fact]
    public async Task Weights_left_out_stay_and_the_baseline_takes_the_rest()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        var reply = await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 33.33 }""");
        reply.Status.ShouldBe(200, reply.Text);
        reply.ETag.ShouldBe("\"2\"");
        reply.Json.GetProperty("weights").GetProperty("canary").GetDecimal().ShouldBe(33.33m);
        reply.Json.GetProperty("weights").GetProperty("stable").GetDecimal().ShouldBe(66.67m);
        (await admin.PutAsync("/api/v1/services/nobody/weights", """{ "canary": 1 }""")).ShouldBeProblem(404, "service-not-found");
    }

    [Fact]
    public async Task A_rollback_gives_the_baseline_everything_until_weights_are_written()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        var back = await admin.PostAsync(Shop.Path + "/rollback", null, ("X-Canary-Reason", "errors on checkout"));
        back.Status.ShouldBe(200, back.Text);
        back.ETag.ShouldBe("\"2\"");
        back.Json.GetProperty("rolledBack").GetBoolean().ShouldBeTrue();
        back.Json.GetProperty("weights").GetProperty("stable").GetDecimal().ShouldBe(100);

        var again = await admin.PostAsync(Shop.Path + "/rollback", "{}", ("If-Match", "\"2\""));
        again.Status.ShouldBe(200, again.Text);
        (await admin.PostAsync(Shop.Path + "/rollback", null, ("If-Match", "\"1\""))).ShouldBeProblem(412, "revision-mismatch");
        (await admin.PostAsync(Shop.Path + "/rollback", """{ "force": true }""")).Errors.ShouldContain(e => e.StartsWith("force: "));

        var weights = await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 1 }""");
        weights.Json.GetProperty("rolledBack").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Services_are_listed_by_name_page_by_page()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        foreach (var name in new[] { "delta", "alpha", "echo", "bravo", "charlie" })
        {
            (await admin.PutAsync($"/api/v1/services/{name}", Shop.Other(name, $"{name}.example.com"))).Status.ShouldBe(201);
        }

        var names = new List<string>();
        string? token = null;
        do
        {
            var page = (await admin.GetAsync("/api/v1/services?pageSize=2" + (token is null ? "" : $"&pageToken={token}"))).Json;
            var items = page.GetProperty("items").EnumerateArray().ToList();
            items.Count.ShouldBeInRange(1, 2);
            items.ForEach(item => item.GetProperty("revision").GetInt64().ShouldBeGreaterThan(0));
            names.AddRange(items.Select(item => item.GetProperty("name").GetString()!));
            token = page.TryGetProperty("nextPageToken", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        names.ShouldBe(["alpha", "bravo", "charlie", "delta", "echo"]);
    }

    [Fact]
    public async Task The_name_may_be_left_out_of_the_body_and_must_else_be_that_of_the_path()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var reply = await admin.PutAsync("/api/v1/services/other", Shop.Other("other", "other.example.com"));
        reply.Status.ShouldBe(201, reply.Text);
        reply.Json.GetProperty("name").GetString().ShouldBe("other");
        (await admin.PutAsync("/api/v1/services/another", Shop.Json)).Errors.ShouldContain(e => e.StartsWith("name: "));
    }
}
