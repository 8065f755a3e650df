namespace Canary.Gateway.Tests.Admin;

public sealed class PreconditionTests
{
    [Theory]
    [InlineData("\"1\"")]
    [InlineData("*")]
    [InlineData("\"9\", \"1\", \"x\"")]
    public async Task A_write_at_an_expected_revision_is_accepted(string ifMatch)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        (await admin.PutAsync(Shop.Path, Shop.Json, ("If-Match", ifMatch))).ETag.ShouldBe("\"2\"");
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("\"0\"")]
    [InlineData("\"01\"")]
    [InlineData("\"x\"")]
    [InlineData("\"7\", \"8\"")]
    public async Task A_write_at_another_revision_is_refused_and_told_the_current_one(string ifMatch)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        foreach (var reply in new[]
        {
            await admin.PutAsync(Shop.Path, Shop.Json, ("If-Match", ifMatch)),
            await admin.PatchAsync(Shop.Path, "{}", ("If-Match", ifMatch)),
            await admin.PutAsync(Shop.Path + "/weights", """{ "canary": 1 }""", ("If-Match", ifMatch)),
            await admin.PostAsync(Shop.Path + "/rollback", null, ("If-Match", ifMatch)),
            await admin.PostAsync(Shop.Path + "/restore", """{ "revision": 1 }""", ("If-Match", ifMatch)),
            await admin.DeleteAsync(Shop.Path, ("If-Match", ifMatch)),
        })
        {
            reply.ShouldBeProblem(412, "revision-mismatch");
            reply.ETag.ShouldBe("\"1\"");
            reply.Json.GetProperty("currentRevision").GetInt64().ShouldBe(1);
        }

        (await admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task A_service_that_is_gone_fails_a_replacement_with_412_and_a_change_with_404()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        foreach (var ifMatch in new[] { "\"1\"", "*" })
        {
            (await admin.PutAsync(Shop.Path, Shop.Json, ("If-Match", ifMatch))).ShouldBeProblem(412, "revision-mismatch");
            (await admin.PatchAsync(Shop.Path, "{}", ("If-Match", ifMatch))).ShouldBeProblem(404, "service-not-found");
            (await admin.DeleteAsync(Shop.Path, ("If-Match", ifMatch))).ShouldBeProblem(404, "service-not-found");
        }
    }

    [Fact]
    public async Task Create_only_creates_and_never_replaces()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        (await admin.PutAsync(Shop.Path, Shop.Json, ("If-None-Match", "*"))).Status.ShouldBe(201);
        var second = await admin.PutAsync(Shop.Path, Shop.Json, ("If-None-Match", "*"));
        second.ShouldBeProblem(412, "already-exists");
        second.ETag.ShouldBe("\"1\"");
    }

    [Theory]
    [InlineData("If-Match", "W/\"1\"")]
    [InlineData("If-Match", "1")]
    [InlineData("If-Match", "\"1")]
    [InlineData("If-Match", "")]
    [InlineData("If-Match", "\"1\", *")]
    [InlineData("If-Match", "\"1\"; \"2\"")]
    [InlineData("If-None-Match", "\"1\"")]
    [InlineData("If-None-Match", "nonsense")]
    public async Task A_precondition_that_can_not_be_understood_is_never_ignored(string name, string value)
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        var reply = await admin.PutAsync(Shop.Path, Shop.Json, (name, value));
        reply.ShouldBeProblem(400, "invalid-header");
        reply.Errors.ShouldHaveSingleItem().ShouldStartWith(name);
        (await admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"1\"");
    }

    [Fact]
    public async Task Of_fifty_writers_with_the_same_precondition_exactly_one_succeeds()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            admin.PutAsync(Shop.Path + "/weights", $$"""{ "canary": {{i}} }""", ("If-Match", "\"1\""))));

        replies.Count(reply => reply.Status == 200).ShouldBe(1);
        replies.Count(reply => reply.Status == 412).ShouldBe(49);
        replies.Where(reply => reply.Status == 412).ShouldAllBe(reply => reply.ETag == "\"2\"");
        (await admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"2\"");
    }

    [Fact]
    public async Task Fifty_writers_without_a_precondition_all_succeed()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => admin.PutAsync(Shop.Path + "/weights", $$"""{ "canary": {{i}} }""")));

        replies.ShouldAllBe(reply => reply.Status == 200);
        (await admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"51\"");
    }
}
