using System.Text;

namespace Canary.Gateway.Tests.Admin;

/// <summary>What the admin API refuses: with the right status, naming the field, the value and what is allowed, and without changing anything.</summary>
public sealed class BadInputTests(BadInputTests.Unchanged unchanged) : IClassFixture<BadInputTests.Unchanged>
{
    private readonly AdminUnderTest _admin = unchanged.Admin;

    [Theory]
    [MemberData(nameof(BadInputTable.Documents), MemberType = typeof(BadInputTable))]
    public async Task A_bad_document_is_refused_with_field_value_and_what_is_allowed(string kind, string body, string field, string[] says)
    {
        var reply = await _admin.PutAsync("/api/v1/services/fresh", body);

        reply.ShouldBeProblem(400, "invalid-body");
        var error = reply.Errors.FirstOrDefault(e => e.StartsWith(field + ": ", StringComparison.Ordinal)).ShouldNotBeNull($"{kind}: {reply.Text}");
        foreach (var word in says)
        {
            error.ShouldContain(word, Case.Insensitive, kind);
        }

        await NothingChangedAsync();
    }

    [Theory]
    [MemberData(nameof(BadInputTable.Calls), MemberType = typeof(BadInputTable))]
    public async Task A_bad_call_is_refused_and_says_why(string kind, string method, string path, string? body, string type, int status, string code, string[] says)
    {
        var reply = await _admin.SendAsync(new HttpMethod(method), path, body, type);

        reply.ShouldBeProblem(status, code);
        foreach (var word in says)
        {
            reply.Text.ShouldContain(word, Case.Insensitive, kind);
        }

        await NothingChangedAsync();
    }

    [Fact]
    public async Task A_body_over_one_megabyte_is_refused_however_it_comes()
    {
        var large = new string(' ', 1024 * 1024) + Shop.Json;
        (await _admin.PutAsync(Shop.Path, large)).ShouldBeProblem(413, "body-too-large");

        using var request = new HttpRequestMessage(HttpMethod.Put, Shop.Path) { Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(large))) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TransferEncodingChunked = true;
        using var answer = await _admin.Client.SendAsync(request);
        (await Reply.ReadAsync(answer)).ShouldBeProblem(413, "body-too-large");
        await NothingChangedAsync();
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Shop.Path) { Content = new StringContent(Shop.Json, Encoding.UTF8, "application/json") };
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var answer = await _admin.Client.SendAsync(request);
        (await Reply.ReadAsync(answer)).ShouldBeProblem(415, "unsupported-media-type");
        await NothingChangedAsync();
    }

    [Theory]
    [InlineData(499, 'a', "501")]
    [InlineData(1, '\t', "control")]
    public async Task A_reason_that_history_can_not_keep_is_refused(int length, char of, string says)
    {
        var reply = await _admin.PutAsync(Shop.Path, Shop.Json, ("X-Canary-Reason", "a" + new string(of, length) + "a"));

        reply.ShouldBeProblem(400, "invalid-header");
        reply.Errors.ShouldHaveSingleItem().ShouldStartWith("X-Canary-Reason: ");
        reply.Text.ShouldContain(says);
        await NothingChangedAsync();
    }

    [Fact]
    public async Task Every_error_of_a_document_is_told_at_once()
    {
        var reply = await _admin.PutAsync("/api/v1/services/fresh", """
            { "colour": 1, "match": { "path": 7 }, "variants": { "stable": { "destinations": "here" } }, "timeouts": { "idle": "soon" }, "exposeVariant": "yes" }
            """);

        reply.ShouldBeProblem(400, "invalid-body");
        foreach (var path in new[] { "colour", "match.path", "variants.stable.destinations", "timeouts.idle", "exposeVariant" })
        {
            reply.Errors.ShouldContain(e => e.StartsWith(path + ": ", StringComparison.Ordinal), reply.Text);
        }
    }

    [Fact]
    public async Task A_conflicting_match_names_the_place_and_who_has_it()
    {
        foreach (var reply in new[]
        {
            await _admin.PutAsync("/api/v1/services/fresh", Shop.Other("fresh", "taken.example.com")),
            await _admin.PatchAsync(Shop.Path, """{ "match": { "hosts": ["free.example.com", "taken.example.com"] } }"""),
        })
        {
            reply.ShouldBeProblem(409, "match-conflict");
            reply.Text.ShouldContain("taken.example.com");
            reply.Text.ShouldContain("'taken'");
        }

        await NothingChangedAsync();
    }

    private async Task NothingChangedAsync()
    {
        var list = (await _admin.GetAsync("/api/v1/services")).Json;
        list.GetProperty("revision").GetInt64().ShouldBe(2);
        list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()).ShouldBe(["shop", "taken"]);
        (await _admin.GetAsync(Shop.Path)).ETag.ShouldBe("\"1\"");
    }

    /// <summary>One gateway for all of it, as nothing of it changes anything.</summary>
    public sealed class Unchanged : IAsyncLifetime
    {
        internal AdminUnderTest Admin { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Admin = await AdminUnderTest.StartAsync();
            await Admin.PutShopAsync();
            (await Admin.PutAsync("/api/v1/services/taken", Shop.Other("taken", "taken.example.com"))).Status.ShouldBe(201);
        }

        public ValueTask DisposeAsync() => Admin.DisposeAsync();
    }
}
