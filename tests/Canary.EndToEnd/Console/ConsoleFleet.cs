using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Canary.EndToEnd.Admin;
using Canary.TestKit;
using Microsoft.Playwright;

namespace Canary.EndToEnd.Console;

/// <summary>Two gateways on one Redis, backends behind them, traffic, and one browser: what all tests of the console share.</summary>
public sealed class ConsoleFleet : IAsyncLifetime
{
    private readonly Stack<IAsyncDisposable> _running = [];
    private ChromiumBrowser _browser = null!;

    public RedisServer Redis { get; private set; } = null!;

    /// <summary>The gateway whose console is looked at.</summary>
    public GatewayProcess First { get; private set; } = null!;

    /// <summary>Another one, where changes are made elsewhere.</summary>
    public GatewayProcess Second { get; private set; } = null!;

    public StubBackend Stable { get; private set; } = null!;

    public StubBackend Canary { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Redis = Keep(await RedisServer.StartAsync());
        Stable = Keep(await StubBackend.StartAsync("stable"));
        Canary = Keep(await StubBackend.StartAsync("canary"));
        First = Keep(await StartGatewayAsync("gateway-1"));
        Second = Keep(await StartGatewayAsync("gateway-2"));
        _browser = Keep(await ChromiumBrowser.StartAsync());
    }

    /// <summary>One more gateway on the same Redis; it is the caller's to end.</summary>
    public async Task<GatewayProcess> StartGatewayAsync(string id, params (string Key, string Value)[] settings)
    {
        var gateway = await GatewayProcess.StartAsync([("Store:Kind", "Redis"), ("Store:Redis", Redis.Configuration), ("Instance:Id", id), .. ConsoleKeys.Settings, .. settings]);
        gateway.Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ConsoleKeys.Admin);
        return gateway;
    }

    /// <summary>Declares a service at a path of its own name, with two variants and a rule for beta testers, and waits until both gateways serve it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="canary">The canary's weight.</param>
    /// <param name="fields">Further fields, each with a comma behind it.</param>
    public async Task PutServiceAsync(string name, decimal canary = 10, string fields = "")
    {
        await First.PutServiceAsync(name, $$"""
            {
              {{fields}}
              "match": { "hosts": ["127.0.0.1", "{{name}}.example.com"], "path": "/{{name}}" },
              "variants": { "stable": { "destinations": ["{{Stable.Address}}"] }, "canary": { "destinations": ["{{Canary.Address}}"] } },
              "weights": { "stable": {{100 - canary}}, "canary": {{canary}} },
              "rules": [
                { "name": "beta testers", "when": { "header": "x-user-group", "equals": "beta" }, "variant": "canary" },
                { "name": "crawlers", "when": { "header": "user-agent", "contains": "bot" }, "variant": "stable" }
              ]
            }
            """);
        await Eventually.TrueAsync(async () => (await Second.Admin.GetAsync($"/api/v1/services/{name}")).IsSuccessStatusCode, $"{name} is served by both");
    }

    /// <summary>Light traffic to a service, until it is disposed.</summary>
    public SteadyTraffic SendTo(string name) => SteadyTraffic.Start(First.ProxyUrl, 1, () => new HttpRequestMessage(HttpMethod.Get, name), TimeSpan.FromMilliseconds(25));

    /// <summary>A service as the API has it.</summary>
    public async Task<JsonElement> ServiceAsync(string name, string part = "") =>
        JsonDocument.Parse(await First.Admin.GetStringAsync($"/api/v1/services/{name}{part}")).RootElement;

    /// <summary>The weight of the canary.</summary>
    public async Task<decimal> CanaryAsync(string name) => (await ServiceAsync(name)).GetProperty("weights").GetProperty("canary").GetDecimal();

    /// <summary>A call at the other gateway, as somebody else makes it.</summary>
    public async Task PostElsewhereAsync(string path, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Second.Admin.PostAsync($"/api/v1/{path}", content);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Opens the console as somebody new to it.</summary>
    /// <param name="hash">The page.</param>
    /// <param name="hand">What they work with.</param>
    /// <param name="key">Their key; null: none yet.</param>
    /// <param name="at">Which gateway's; default the first's.</param>
    /// <param name="options">How their browser is.</param>
    public async Task<ConsolePage> OpenAsync(string hash, Hand hand = Hand.Mouse, string? key = ConsoleKeys.Operator, GatewayProcess? at = null, BrowserNewContextOptions? options = null) =>
        await ConsolePage.OpenAsync(await _browser.NewContextAsync(options ?? new BrowserNewContextOptions { Locale = "en-US" }), (at ?? First).AdminUrl, hash, hand, key);

    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var one))
        {
            await one.DisposeAsync();
        }
    }

    private T Keep<T>(T one)
        where T : IAsyncDisposable
    {
        _running.Push(one);
        return one;
    }
}
