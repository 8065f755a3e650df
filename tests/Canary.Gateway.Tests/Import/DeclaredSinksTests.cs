using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Import;

/// <summary>Sinks that files declare: applied as services are, and owned by their files.</summary>
public sealed class DeclaredSinksTests : IDisposable
{
    private const string Chat = "kind: Sink\nname: chat\ntype: slack\nurl: https://chat.example/hook\n";

    private readonly DeclaredFolder _folder = new();
    private readonly string _store = Directory.CreateTempSubdirectory("canary-store-").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_store, recursive: true);
    }

    [Fact]
    public async Task A_sink_of_a_file_is_there_once_and_the_API_refuses_to_change_it()
    {
        _folder.Write("chat.yaml", Chat);
        await using (var gateway = await StartAsync())
        {
            (await SinkAsync(gateway)).GetProperty("owner").GetProperty("file").GetString().ShouldBe("chat.yaml");
        }

        await using var restarted = await StartAsync();
        (await SinkAsync(restarted)).GetProperty("version").GetInt64().ShouldBe(1);
        using var put = await restarted.Admin.PutAsJsonAsync("/api/v1/sinks/chat", new { type = "slack", url = "https://other.example/hook" });
        put.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await put.Content.ReadAsStringAsync()).ShouldContain("chat.yaml");
        using var deleted = await restarted.Admin.DeleteAsync("/api/v1/sinks/chat");
        deleted.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_changed_sink_is_replaced_and_one_that_is_gone_is_left_to_the_API()
    {
        _folder.Write("chat.yaml", Chat);
        await using var gateway = await StartAsync(("ImportWatch", "true"));

        _folder.Write("chat.yaml", Chat.Replace("chat.example", "new.example", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => (await SinkAsync(gateway)).GetProperty("url").GetString()!.Contains("new.example", StringComparison.Ordinal), "the changed sink");

        _folder.Delete("chat.yaml");
        await Eventually.TrueAsync(async () => !(await SinkAsync(gateway)).TryGetProperty("owner", out _), "a sink of nobody");
        using var deleted = await gateway.Admin.DeleteAsync("/api/v1/sinks/chat");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private Task<GatewayUnderTest> StartAsync(params (string Key, string Value)[] settings) =>
        GatewayUnderTest.StartAsync([("Store:Path", _store), ("Import", _folder.Path), .. settings]);

    private static Task<JsonElement> SinkAsync(GatewayUnderTest gateway) => gateway.Admin.GetFromJsonAsync<JsonElement>("/api/v1/sinks/chat");
}
