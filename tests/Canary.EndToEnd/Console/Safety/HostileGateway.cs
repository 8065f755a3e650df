using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Console.Safety;

/// <summary>A gateway with a payload in every field that somebody can set, service by service.</summary>
internal sealed class HostileGateway : IAsyncDisposable
{
    /// <summary>How the gateway calls itself, and how its callers are called.</summary>
    public const string Instance = "<svg/onload=window.__hit=1>";

    public const string Operator = "<img src=x onerror=window.__hit=1>";
    public const string Admin = "\"><svg onload=window.__hit=1>";
    public const string Viewer = "<script>window.__hit=1</script>";

    /// <summary>The file that declares a service.</summary>
    public const string File = "<img src=x onerror=window.__hit=1>.yaml";

    // Headers as browsers send them that were given the bytes of UTF-8.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });
    private readonly List<StubBackend> _receivers = [];
    private readonly DeclaredFolder _folder = new();

    private HostileGateway()
    {
    }

    public GatewayProcess Process { get; private set; } = null!;

    /// <summary>The key of a caller.</summary>
    public static string KeyOf(string name) => "key-of-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>The name of the service that has a payload.</summary>
    public static string ServiceOf(int payload) => $"p-{payload}";

    public static async Task<HostileGateway> StartAsync()
    {
        var hostile = new HostileGateway();
        hostile._folder.Write(File, DeclaredFolder.Service("declared", 10));
        (string, string)[] keys = [.. new[] { (Name: Viewer, Role: "viewer"), (Name: Operator, Role: "operator"), (Name: Admin, Role: "admin") }.SelectMany((caller, i) => new[]
        {
            ($"Admin:ApiKeys:{i}:Name", caller.Name),
            ($"Admin:ApiKeys:{i}:Role", caller.Role),
            ($"Admin:ApiKeys:{i}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(caller.Name))))),
        })];
        hostile.Process = await GatewayProcess.StartAsync([("Instance:Id", Instance), ("Import", hostile._folder.Path), .. keys]);
        return hostile;
    }

    /// <summary>Sets every field of a service, of its rollout and of two sinks to a payload, and has the audit tell of it.</summary>
    public async Task AddAsync(int payload)
    {
        var (text, service) = (Payloads.All[payload], $"api/v1/services/{ServiceOf(payload)}");
        var receiver = await StubBackend.StartAsync(text);
        _receivers.Add(receiver);
        await SendAsync(Admin, HttpMethod.Put, $"api/v1/sinks/s-{payload}", new { type = "webhook", url = $"{receiver.Address}/status/400?x={Uri.EscapeDataString(text)}", filter = new { services = new[] { ServiceOf(payload) } } });
        await SendAsync(Admin, HttpMethod.Put, $"api/v1/sinks/m-{payload}", new { type = "rabbitMq", url = "amqp://127.0.0.1:9", enabled = false, rabbitMq = new { exchange = text, routingKey = text } });
        await SendAsync(Operator, HttpMethod.Put, service, new
        {
            match = new { path = $"/{ServiceOf(payload)}{Payloads.AsPath(text)}" },
            variants = new { stable = new { destinations = new[] { receiver.Address } }, canary = new { destinations = new[] { receiver.Address } } },
            weights = new { stable = 90, canary = 10 },
            rules = new object[]
            {
                new { name = text, when = new { header = "user-agent", contains = text }, variant = "canary" },
                new { name = "all of it: " + text, when = new { all = new object[] { new { cookie = "c", @in = new[] { text, "x" } }, new { query = "q", prefix = text }, new { claim = "c", equals = text }, new { not = new { query = text, exists = true } } } }, variant = "canary" },
            },
            transforms = new[] { new Dictionary<string, string> { ["RequestHeader"] = "x-text", ["Set"] = string.Concat(text.Where(char.IsAscii)) } },
        }, text);
        await SendAsync(Operator, HttpMethod.Patch, service, new { rollbackGrace = "20s" }, text);
        await SendAsync(Operator, HttpMethod.Post, service + "/rollout", new
        {
            variant = "canary",
            steps = new object[] { new { weight = 5, gate = new { manual = new { approvers = new[] { text }, note = text } } }, new { weight = 100 } },
            analysis = new { checks = new object[] { new { name = text, webhook = new { url = $"{receiver.Address}/status/400?x={Uri.EscapeDataString(text)}", interval = "1s" } } } },
        }, text);
        await SendAsync(Operator, HttpMethod.Post, service + "/rollout/verdict", new { verdict = "Inconclusive", message = text }, text);
        await SendAsync(Operator, HttpMethod.Post, service + "/rollout/pause", null, text);

        // Refused, and told of with the text in it.
        (await TrySendAsync(Operator, HttpMethod.Put, service + "/weights", new Dictionary<string, int> { [text] = 5 }, text)).Status.ShouldBe(400);
        (await TrySendAsync(Viewer, HttpMethod.Post, service + "/rollback", null, text)).Status.ShouldBe(403);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Process.ProxyUrl, $"/{ServiceOf(payload)}"));
        request.Headers.TryAddWithoutValidation("User-Agent", text);
        (await _client.SendAsync(request)).Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        foreach (var receiver in _receivers)
        {
            await receiver.DisposeAsync();
        }

        _client.Dispose();
        _folder.Dispose();
    }

    private async Task SendAsync(string caller, HttpMethod method, string path, object? body, string? reason = null)
    {
        var (status, text) = await TrySendAsync(caller, method, path, body, reason);
        status.ShouldBeInRange(200, 299, $"{method} {path}: {text}");
    }

    private async Task<(int Status, string Text)> TrySendAsync(string caller, HttpMethod method, string path, object? body, string? reason = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Process.AdminUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", KeyOf(caller));
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        if (reason is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Canary-Reason", reason);
        }

        using var answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
