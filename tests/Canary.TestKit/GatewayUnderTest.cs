using System.Net.Http.Json;
using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Canary.TestKit;

/// <summary>The whole gateway in this process, on free ports of 127.0.0.1, with clients for both of its surfaces.</summary>
public sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly GatewayApplication _application;
    private readonly ILoggerFactory _loggers;

    private readonly string? _ownFolder;

    private GatewayUnderTest(GatewayApplication application, ILoggerFactory loggers, RecordedLog log, string? ownFolder)
    {
        (_application, _loggers, Log, _ownFolder) = (application, loggers, log, ownFolder);
        Admin = new HttpClient { BaseAddress = application.AdminAddresses[0] };
        Proxy = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = application.ProxyAddresses[0] };
    }

    /// <summary>A client of the admin listener.</summary>
    public HttpClient Admin { get; }

    /// <summary>A client of the proxy listener that keeps no cookies.</summary>
    public HttpClient Proxy { get; }

    /// <summary>What the gateway has logged.</summary>
    public RecordedLog Log { get; }

    internal GatewayServices Services => _application.Services;

    /// <summary>Starts a gateway.</summary>
    /// <param name="settings">Keys below <c>Canary:</c>; ports and the drain delay are set already, and a store folder where none is given.</param>
    public static Task<GatewayUnderTest> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    /// <inheritdoc cref="StartAsync((string, string)[])"/>
    /// <param name="time">Its clock; null: the system's.</param>
    public static async Task<GatewayUnderTest> StartAsync(TimeProvider? time, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Canary:Proxy:Urls"] = "http://127.0.0.1:0",
            ["Canary:Admin:Urls"] = "http://127.0.0.1:0",
            ["Canary:Shutdown:Delay"] = "0s",
            ["Canary:Instance:Id"] = "gateway-" + Guid.NewGuid().ToString("N")[..8],
        };
        foreach (var (key, value) in settings)
        {
            all["Canary:" + key] = value;
        }

        var ownFolder = all.ContainsKey("Canary:Store:Path") ? null : Directory.CreateTempSubdirectory("canary-store-").FullName;
        all.TryAdd("Canary:Store:Path", ownFolder);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        var log = new RecordedLog();
        var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Information).AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None).AddProvider(log));
        var application = GatewayApplication.Create(configuration, loggers, time);
        await application.StartAsync(CancellationToken.None);
        return new GatewayUnderTest(application, loggers, log, ownFolder);
    }

    /// <summary>Creates or replaces a service, and fails where that is refused.</summary>
    public async Task PutServiceAsync(string name, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Admin.PutAsync($"/api/v1/services/{name}", content);
        await EnsureAsync(answer);
    }

    /// <summary>Changes weights, and fails where that is refused.</summary>
    public async Task PutWeightsAsync(string service, object weights)
    {
        using var answer = await Admin.PutAsJsonAsync($"/api/v1/services/{service}/weights", weights);
        await EnsureAsync(answer);
    }

    /// <summary>Writes a service with what is remembered about it straight into the store.</summary>
    internal Task StoreAsync(ServiceConfig service, ServiceState state)
    {
        var write = new ServiceWrite(
            service.Name,
            Encoding.UTF8.GetString(ServiceDocument.Write(service)),
            Encoding.UTF8.GetString(ServiceStateDocument.Write(state)),
            MatchKeys.Of(service.Match),
            WriteCondition.None);
        return Services.Store.WriteAsync(StoreWrite.Of(write, new WriteOrigin("test", null, "service.replace", null)), CancellationToken.None);
    }

    /// <summary>Stops the gateway as SIGINT would, and lets go of its store; once more changes nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Proxy.Dispose();
        await _application.DisposeAsync();
        _loggers.Dispose();
        if (Directory.Exists(_ownFolder))
        {
            Directory.Delete(_ownFolder, recursive: true);
        }
    }

    private static async Task EnsureAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
