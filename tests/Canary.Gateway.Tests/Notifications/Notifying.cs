using System.Text;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Notifications;

/// <summary>A gateway with services whose rollouts tell things, and calls for its sinks.</summary>
internal sealed class Notifying : IAsyncDisposable
{
    private Notifying(GatewayUnderTest gateway) => Gateway = gateway;

    public GatewayUnderTest Gateway { get; }

    /// <summary>Starts a gateway.</summary>
    /// <param name="time">Its clock; null: the system's.</param>
    /// <param name="folder">Its store; null: one of its own.</param>
    public static async Task<Notifying> StartAsync(TimeProvider? time = null, string? folder = null)
    {
        (string, string)[] settings = folder is null ? [] : [("Store:Path", folder)];
        return new Notifying(await GatewayUnderTest.StartAsync(time, settings));
    }

    /// <summary>A webhook's document.</summary>
    public static string Webhook(string url, string more = "") => $$"""{"type": "webhook", "url": "{{url}}"{{more}}}""";

    /// <summary>Writes a sink; what is answered must be a success.</summary>
    public async Task<JsonElement> PutSinkAsync(string name, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Gateway.Admin.PutAsync($"/api/v1/sinks/{name}", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Gateway.Admin.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async Task PostAsync(string path, string? json = null)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Gateway.Admin.PostAsync(path, content);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Starts a rollout that waits for a person, of a service made for it: <c>rollout.started</c>, then <c>rollout.waiting</c>.</summary>
    public async Task StartRolloutAsync(string service)
    {
        await Gateway.PutServiceAsync(service, $$$"""
            {"match": {"hosts": ["{{{service}}}.test"]}, "baseline": "stable", "weights": {"stable": 100, "canary": 0},
             "variants": {"stable": {"destinations": ["http://127.0.0.1:9"]}, "canary": {"destinations": ["http://127.0.0.1:9"]} } }
            """);
        await PostAsync($"/api/v1/services/{service}/rollout", """{"variant": "canary", "steps": [{"weight": 10, "gate": "manual"}, {"weight": 100, "hold": "10m"}]}""");
    }

    /// <summary>Pauses and resumes: <c>rollout.paused</c>, then <c>rollout.resumed</c>.</summary>
    public async Task PauseAndResumeAsync(string service)
    {
        await PostAsync($"/api/v1/services/{service}/rollout/pause");
        await PostAsync($"/api/v1/services/{service}/rollout/resume");
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
