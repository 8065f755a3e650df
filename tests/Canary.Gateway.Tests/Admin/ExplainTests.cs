namespace Canary.Gateway.Tests.Admin;

public sealed class ExplainTests
{
    private const string Explain = Shop.Path + "/explain";

    [Fact]
    public async Task The_rule_that_matches_is_named()
    {
        await using var admin = await StartWithShopAsync();

        var told = (await admin.PostAsync(Explain, """{ "headers": { "X-User-Group": "beta", "user-agent": ["a bot"] } }""")).Json;
        told.GetProperty("variant").GetString().ShouldBe("canary");
        told.GetProperty("reason").GetString().ShouldBe("rule");
        told.GetProperty("rule").GetString().ShouldBe("beta testers");
        told.GetProperty("revision").GetInt64().ShouldBe(1);
        told.GetProperty("weights").GetProperty("canary").GetRawText().ShouldBe("10");
    }

    [Fact]
    public async Task Limits_of_a_rollout_are_mentioned_where_its_variant_is_chosen()
    {
        await using var admin = await StartWithShopAsync();
        var started = await admin.PostAsync(Shop.Path + "/rollout", """{ "variant": "canary", "steps": [{ "weight": 50, "hold": "1h" }], "limits": { "maxRequestsPerSecond": 5 } }""");
        started.Status.ShouldBe(201, started.Text);

        var told = await admin.PostAsync(Explain, """{ "headers": { "X-User-Group": "beta" } }""");
        told.Json.GetProperty("detail").GetString()!.ShouldEndWith("The rollout limits what 'canary' gets: what exceeds that goes to the baseline 'stable'.");
    }

    [Fact]
    public async Task A_sticky_key_and_its_bucket_are_told_and_stay_the_same()
    {
        await using var admin = await StartWithShopAsync();

        var first = await admin.PostAsync(Explain, """{ "cookies": { "canary-id": "user-7" } }""");
        first.Json.GetProperty("reason").GetString().ShouldBe("sticky");
        first.Json.GetProperty("stickyKey").GetString().ShouldBe("user-7");
        first.Json.GetProperty("stickySource").GetString().ShouldBe("cookie canary-id");
        first.Json.GetProperty("bucket").GetInt64().ShouldBeGreaterThan(0);
        (await admin.PostAsync(Explain, """{ "headers": { "cookie": "a=b; canary-id=user-7" } }""")).Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task Without_a_key_the_answer_says_that_chance_decides_and_is_the_same_again()
    {
        await using var admin = await StartWithShopAsync();
        (await admin.PatchAsync(Shop.Path, """{ "sticky": [] }""")).Status.ShouldBe(200);

        var first = await admin.PostAsync(Explain, "{}");
        first.Json.GetProperty("reason").GetString().ShouldBe("weight");
        first.Json.GetProperty("detail").GetString()!.ShouldContain("draws anew");
        first.Json.TryGetProperty("stickyKey", out _).ShouldBeFalse();
        for (var i = 0; i < 10; i++)
        {
            (await admin.PostAsync(Explain, "{}")).Text.ShouldBe(first.Text);
        }
    }

    [Fact]
    public async Task A_key_that_would_be_issued_is_not_shown_as_if_it_were_the_users()
    {
        await using var admin = await StartWithShopAsync();

        var told = (await admin.PostAsync(Explain, "{}")).Json;
        told.TryGetProperty("stickyKey", out _).ShouldBeFalse();
        told.GetProperty("detail").GetString()!.ShouldContain("issued");
    }

    [Fact]
    public async Task A_service_that_is_rolled_back_says_so()
    {
        await using var admin = await StartWithShopAsync();
        await admin.PostAsync(Shop.Path + "/rollback");

        var told = (await admin.PostAsync(Explain, """{ "headers": { "x-user-group": "beta" } }""")).Json;
        told.GetProperty("reason").GetString().ShouldBe("rollback");
        told.GetProperty("variant").GetString().ShouldBe("stable");
    }

    [Fact]
    public async Task A_draft_is_explained_without_being_saved()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        (await admin.PostAsync(Explain, "{}")).ShouldBeProblem(404, "service-not-found");

        var told = await admin.PostAsync(Explain, $$"""{ "method": "GET", "path": "/", "query": { "group": ["beta"] }, "remoteIp": "10.1.2.3", "headers": { "x-user-group": "beta" }, "draft": {{Shop.Json}} }""");
        told.Status.ShouldBe(200, told.Text);
        told.Json.GetProperty("reason").GetString().ShouldBe("rule");
        told.Json.GetProperty("revision").GetInt64().ShouldBe(0);
        (await admin.GetAsync(Shop.Path)).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("""{ "query": "a=1&group=b%20c" }""")]
    [InlineData("""{ "query": { "a": "1", "group": ["x", "b c"] } }""")]
    public async Task A_query_is_taken_as_text_or_by_name(string request)
    {
        await using var admin = await StartWithShopAsync();
        (await admin.PatchAsync(Shop.Path, """{ "rules": [ { "name": "q", "when": { "query": "group", "equals": "b c" }, "variant": "canary" } ] }""")).Status.ShouldBe(200);

        (await admin.PostAsync(Explain, request)).Json.GetProperty("rule").GetString().ShouldBe("q");
    }

    private static async Task<AdminUnderTest> StartWithShopAsync()
    {
        var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        return admin;
    }
}
