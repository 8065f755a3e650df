using System.Text;
using System.Text.Json;
using Canary.Gateway.Tests.Admin;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Control.Rollouts;

/// <summary>A whole gateway in this process with two backends, and short words for what tests do to rollouts.</summary>
internal sealed class RolloutsUnderTest : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-rollouts-").FullName;

    private readonly TimeProvider? _time;

    private RolloutsUnderTest(StubBackend stable, StubBackend canary, TimeProvider? time) => (Stable, Canary, _time) = (stable, canary, time);

    public GatewayUnderTest Gateway { get; private set; } = null!;

    public StubBackend Stable { get; }

    public StubBackend Canary { get; }

    /// <summary>Starts a gateway.</summary>
    /// <param name="time">Its clock, and so its store's; null: the system's.</param>
    public static async Task<RolloutsUnderTest> StartAsync(TimeProvider? time = null)
    {
        var rollouts = new RolloutsUnderTest(await StubBackend.StartAsync("stable"), await StubBackend.StartAsync("canary"), time);
        await rollouts.RunAsync();
        return rollouts;
    }

    /// <summary>Stops the gateway in good order and starts another one on the same store.</summary>
    public async Task RestartAsync()
    {
        await Gateway.DisposeAsync();
        await RunAsync();
    }

    /// <summary>A service at the path of its name.</summary>
    public Task PutServiceAsync(string name) => Gateway.PutServiceAsync(name, $$"""
        {
          "name": "{{name}}",
          "match": { "path": "/{{name}}" },
          "variants": {
            "stable": { "destinations": ["{{Stable.Address}}"] },
            "canary": { "destinations": ["{{Canary.Address}}"] }
          }
        }
        """);

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Reply> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Reply> PatchAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<Reply> PostAsync(string path, string? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<decimal> WeightAsync(string service) => (await GetAsync($"/services/{service}")).Json.GetProperty("weights").GetProperty("canary").GetDecimal();

    public async Task<IReadOnlyList<JsonElement>> HistoryAsync(string service) =>
        [.. (await GetAsync($"/services/{service}/history")).Json.GetProperty("items").EnumerateArray().Reverse()];

    public Task UntilPhaseAsync(string service, string phase) =>
        UntilAsync(service, rollout => rollout.GetProperty("phase").GetString() == phase, $"the rollout of {service} is {phase}");

    public Task UntilAsync(string service, Func<JsonElement, bool> condition, string what) =>
        Eventually.TrueAsync(async () => condition((await GetAsync($"/services/{service}/rollout")).Json), what);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Stable.DisposeAsync();
        await Canary.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync() => Gateway = await GatewayUnderTest.StartAsync(_time, ("Store:Path", _folder));

    private async Task<Reply> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var answer = await Gateway.Admin.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }
}
