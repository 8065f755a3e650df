using System.Text;
using System.Text.Json;
using Canary.Core.Selection;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Import;

/// <summary>Services that files declare: applied at start, kept as they are after that, and owned by their files.</summary>
public sealed class DeclaredServicesTests : IDisposable
{
    private readonly DeclaredFolder _folder = new();
    private readonly string _store = Directory.CreateTempSubdirectory("canary-store-").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_store, recursive: true);
    }

    [Fact]
    public async Task A_restart_does_not_undo_weights_that_were_moved_since()
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10, "apiChanges: allowed"));
        await using (var gateway = await StartAsync())
        {
            await gateway.PutWeightsAsync("shop", new { canary = 50 });
        }

        await using var restarted = await StartAsync();
        CanaryOf(restarted).ShouldBe(50);
        Service(restarted).Revision.ShouldBe(2);
    }

    [Fact]
    public async Task A_changed_document_is_applied_at_the_next_start_and_its_weights_only_where_they_changed()
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10, "apiChanges: allowed"));
        await using (var gateway = await StartAsync())
        {
            await gateway.PutWeightsAsync("shop", new { canary = 50 });
        }

        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10, "exposeVariant: false"));
        await using (var gateway = await StartAsync())
        {
            Service(gateway).Config.ExposeVariant.ShouldBeFalse();
            CanaryOf(gateway).ShouldBe(50);
        }

        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 20, "exposeVariant: false"));
        await using var last = await StartAsync();
        CanaryOf(last).ShouldBe(20);
    }

    [Theory]
    [InlineData("PUT", "", """{"variants": {"stable": {"destinations": ["http://10.0.0.1"]}}}""")]
    [InlineData("PATCH", "", """{"exposeVariant": false}""")]
    [InlineData("PUT", "/weights", """{"canary": 50}""")]
    [InlineData("POST", "/restore", """{"revision": 1}""")]
    [InlineData("DELETE", "", null)]
    public async Task The_API_refuses_to_change_what_a_file_owns_and_names_the_file(string method, string path, string? body)
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10));
        await using (var gateway = await StartAsync())
        {
            _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 20));
        }

        await using var restarted = await StartAsync();
        var (status, problem) = await CallAsync(restarted, method, path, body);

        status.ShouldBe(409, problem.GetRawText());
        problem.GetProperty("code").GetString().ShouldBe("owned-by-file");
        problem.GetProperty("detail").GetString()!.ShouldContain("'shop.yaml'");
        problem.GetProperty("detail").GetString()!.ShouldContain("apiChanges: allowed");
        Service(restarted).Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Rollback_is_always_possible_and_holds_until_the_file_changes_its_weights()
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10));
        await using (var gateway = await StartAsync())
        {
            (await CallAsync(gateway, "POST", "/rollback", null)).Status.ShouldBe(200);
            (await CallAsync(gateway, "PUT", "/weights", """{"canary": 10}""")).Status.ShouldBe(409);
        }

        await using (var restarted = await StartAsync())
        {
            Service(restarted).Config.RolledBack.ShouldBeTrue();
        }

        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 0));
        await using var last = await StartAsync();
        Service(last).Config.RolledBack.ShouldBeFalse();
    }

    [Fact]
    public async Task With_apiChanges_allowed_the_API_changes_and_deletes_it()
    {
        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10, "apiChanges: allowed"));
        await using var gateway = await StartAsync();

        var (_, shop) = await CallAsync(gateway, "GET", "", null);
        shop.GetProperty("owner").GetRawText().ShouldBe("""{"file":"shop.yaml","apiChanges":"allowed"}""");
        (await CallAsync(gateway, "PUT", "", shop.GetRawText())).Status.ShouldBe(200);
        (await CallAsync(gateway, "PATCH", "", """{"exposeVariant": false}""")).Status.ShouldBe(200);
        Service(gateway).State.Owner!.File.ShouldBe("shop.yaml");
        (await CallAsync(gateway, "DELETE", "", null)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_service_of_nobody_that_differs_is_left_alone_unless_the_file_takes_it_over()
    {
        await using (var gateway = await StartAsync())
        {
            await gateway.PutServiceAsync("shop", """{"variants": {"stable": {"destinations": ["http://10.0.0.1"]}}}""");
        }

        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10));
        await using (var gateway = await StartAsync())
        {
            Service(gateway).Config.Variants.Keys.ShouldBe(["stable"]);
            gateway.Log.Lines.ShouldContain(line => line.Contains("was left alone", StringComparison.Ordinal) && line.Contains("takeOver: true", StringComparison.Ordinal));
            await gateway.PutWeightsAsync("shop", new { stable = 100 });
        }

        _folder.Write("shop.yaml", DeclaredFolder.Service("shop", 10, "takeOver: true"));
        await using var last = await StartAsync();
        CanaryOf(last).ShouldBe(10);
        Service(last).State.Owner!.File.ShouldBe("shop.yaml");
    }

    [Fact]
    public async Task A_service_whose_place_another_has_is_left_out_and_the_rest_is_applied()
    {
        await using (var gateway = await StartAsync())
        {
            await gateway.PutServiceAsync("taken", """{"match": {"path": "/b"}, "variants": {"stable": {"destinations": ["http://10.0.0.1"]}}}""");
        }

        _folder.Write("all.yaml", string.Join("---\n", DeclaredFolder.Service("a", 1), DeclaredFolder.Service("b", 2), DeclaredFolder.Service("c", 3)));
        await using var last = await StartAsync();

        last.Services.Snapshots.Current.Services.Values.Select(service => service.Name).Order().ShouldBe(["a", "c", "taken"]);
        last.Log.Lines.ShouldContain(line => line.Contains("Service 'b'", StringComparison.Ordinal) && line.Contains("'*|/b' is taken by service 'taken'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_place_that_one_service_leaves_is_taken_by_another_in_the_same_change()
    {
        _folder.Write("all.yaml", DeclaredFolder.Service("b", 1));
        await using (var gateway = await StartAsync())
        {
            Service(gateway, "b").Config.Match.Path.ShouldBe("/b");
        }

        _folder.Write("all.yaml", DeclaredFolder.Service("a", 1).Replace("/a", "/b", StringComparison.Ordinal) + "---\n" + DeclaredFolder.Service("b", 1).Replace("/b", "/c", StringComparison.Ordinal));
        await using var last = await StartAsync();

        Service(last, "a").Config.Match.Path.ShouldBe("/b");
        Service(last, "b").Config.Match.Path.ShouldBe("/c");
    }

    private Task<GatewayUnderTest> StartAsync() => GatewayUnderTest.StartAsync(("Store:Path", _store), ("Import", _folder.Path));

    private static ServiceSnapshot Service(GatewayUnderTest gateway, string name = "shop") => gateway.Services.Snapshots.Current.Services.GetValueOrDefault(name)!;

    private static decimal CanaryOf(GatewayUnderTest gateway) => Service(gateway).Config.WeightOf("canary").Percent;

    private static async Task<(int Status, JsonElement Body)> CallAsync(GatewayUnderTest gateway, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/services/shop" + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, method == "PATCH" ? "application/merge-patch+json" : "application/json");
        using var answer = await gateway.Admin.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
