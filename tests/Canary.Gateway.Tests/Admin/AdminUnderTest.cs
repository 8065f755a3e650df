using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Canary.Core.Selection;
using Canary.Gateway.Addressing;
using Canary.Gateway.Admin;
using Canary.Gateway.Control;
using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;
using Canary.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Admin;

/// <summary>The admin host on a free port over a real file store, without a proxy: whoever reads a snapshot here is the admin API.</summary>
internal sealed class AdminUnderTest : IAsyncDisposable
{
    private readonly LoggerFactory _loggers;
    private readonly SnapshotSync _sync;
    private readonly string _folder;

    private AdminUnderTest(WebApplication app, GatewayServices services, SnapshotSync sync, LoggerFactory loggers, RecordedLog log, string folder)
    {
        (App, Services, _sync, _loggers, Log, _folder) = (app, services, sync, loggers, log, folder);
        Client = NewClient(null);
    }

    public WebApplication App { get; }

    public GatewayServices Services { get; }

    public RecordedLog Log { get; }

    /// <summary>Without credentials.</summary>
    public HttpClient Client { get; }

    public Uri Address => new(App.Urls.First());

    public static ApiKeyOptions Key(string name, string role) => new() { Name = name, Role = role, Hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("key-of-" + name))) };

    public static ApiKeyOptions[] AllRoles() => [Key("vera", "viewer"), Key("otto", "operator"), Key("ada", "admin")];

    /// <param name="keys">API keys.</param>
    /// <param name="wrap">Puts something between the API and its store.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <param name="time">The clock of who may call, and of traffic.</param>
    /// <param name="withEvidence">Whether evidence of rollouts is remembered; the test looks.</param>
    public static async Task<AdminUnderTest> StartAsync(
        ApiKeyOptions[]? keys = null, Func<IGatewayStore, IGatewayStore>? wrap = null, Action<AdminOptions>? configure = null, TimeProvider? time = null, bool withEvidence = false)
    {
        var folder = Directory.CreateTempSubdirectory("canary-admin-").FullName;
        var log = new RecordedLog();
        var loggers = new LoggerFactory([log]);
        var storeOptions = new StoreOptions { Path = folder, PollInterval = TimeSpan.FromMilliseconds(100) };
        var store = StoreFactory.Create(storeOptions, TimeProvider.System, loggers);
        store = wrap?.Invoke(store) ?? store;
        var state = new SnapshotState();
        var metrics = new GatewayMetrics(TimeProvider.System, GatewayVersion.Current);
        var sync = new SnapshotSync(store, state, metrics, storeOptions, TimeProvider.System, loggers.CreateLogger<SnapshotSync>());
        var services = new GatewayServices
        {
            Time = time ?? TimeProvider.System,
            Loggers = loggers,
            Instance = new InstanceOptions { Id = "under-test" },
            Store = store,
            Snapshots = state,
            Control = new ControlPlane(store, state, sync, new InstanceRun("under-test"), storeOptions.KeyPrefix, AddressPolicy.Least, TimeProvider.System, loggers),
            Traffic = new TrafficMetrics(),
            Evidence = withEvidence ? new EvidenceTrail(store, state, time ?? TimeProvider.System, loggers.CreateLogger<EvidenceTrail>()) : null,
            Metrics = metrics,
            Lifecycle = new GatewayLifecycle(),
        };
        var options = new AdminOptions { Urls = "http://127.0.0.1:0", ApiKeys = keys ?? [] };
        configure?.Invoke(options);
        var app = AdminHost.Build(options, services);
        await app.StartAsync();
        await store.StartAsync(default);
        await sync.StartAsync(new NoProxy(), null, default);
        services.Lifecycle.BeginServing();
        return new AdminUnderTest(app, services, sync, loggers, log, folder);
    }

    /// <summary>A client with the key of <paramref name="name"/>, or with none.</summary>
    public HttpClient NewClient(string? name)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (name is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "key-of-" + name);
        }

        return client;
    }

    /// <summary>Sends a request and reads the answer whole.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json", HttpClient? client = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await (client ?? Client).SendAsync(request);
        return await Reply.ReadAsync(answer);
    }

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers: headers);

    public Task<Reply> PutAsync(string path, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, body, headers: headers);

    public Task<Reply> PatchAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json", headers: headers);

    public Task<Reply> PostAsync(string path, string? body = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers: headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, headers: headers);

    /// <summary>Creates the service that most tests begin with, and returns its revision.</summary>
    public async Task<long> PutShopAsync()
    {
        var reply = await PutAsync(Shop.Path, Shop.Json);
        reply.Status.ShouldBe(201, reply.Text);
        return reply.Json.GetProperty("revision").GetInt64();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _sync.DisposeAsync();
        await App.StopAsync();
        await App.DisposeAsync();
        await Services.Store.DisposeAsync();
        _loggers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class NoProxy : ISnapshotConsumer
    {
        public Task ApplyAsync(Snapshot snapshot, CancellationToken cancellation) => Task.CompletedTask;
    }
}
