using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Nacos;
using Canary.Gateway.Discovery.Registries;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Discovery.Nacos;

/// <summary>A watch of Nacos, and the server that it talks with.</summary>
internal sealed class NacosConversation : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http = new(RegistryHandler.Create());
    private readonly NacosSource _source;

    private NacosConversation(ScriptedServer server, NacosDiscoveryConfig config, string? username, string? space)
    {
        Server = server;
        _source = new NacosSource(new NacosOptions { Address = server.Address, Username = username, Password = "p&ss", Namespace = space }, _http, Time);
        Watch = _source.Watch(config);
    }

    public ScriptedServer Server { get; set; }

    public RungTime Time { get; } = new();

    public IDestinationWatch Watch { get; }

    public static async Task<NacosConversation> BeginAsync(NacosDiscoveryConfig? config = null, string? username = null, string? space = null) =>
        new(await ScriptedServer.StartAsync(), config ?? new NacosDiscoveryConfig { Service = "shop" }, username, space);

    /// <summary>An instance as Nacos 2 and 3 tell of it.</summary>
    public static string Instance(string ip, int port = 8080, string weight = "1.0", string healthy = "true", string enabled = "true", string metadata = "{}", string cluster = "DEFAULT") =>
        $$$"""
        {"ip":"{{{ip}}}","port":{{{port}}},"weight":{{{weight}}},"healthy":{{{healthy}}},"enabled":{{{enabled}}},"ephemeral":true,
         "clusterName":"{{{cluster}}}","serviceName":"DEFAULT_GROUP@@shop","metadata":{{{metadata}}},
         "instanceHeartBeatTimeOut":15000,"ipDeleteTimeout":30000,"instanceIdGenerator":"simple","instanceHeartBeatInterval":5000}
        """;

    /// <summary>The list as generations 1 and 2 have it.</summary>
    public static string Service(int cacheMillis, params string[] instances) =>
        $$"""
        {"name":"DEFAULT_GROUP@@shop","groupName":"DEFAULT_GROUP","clusters":"","cacheMillis":{{cacheMillis}},"hosts":[{{string.Join(',', instances)}}],
         "lastRefTime":1699603088420,"checksum":"","allIPs":false,"reachProtectionThreshold":false,"valid":true}
        """;

    public static string Wrapped(string data) => $$"""{"code":0,"message":"success","data":{{data}}}""";

    /// <summary>A list as generation 3 has it.</summary>
    public void Answers(params string[] instances) => Server.Answers(200, Wrapped($"[{string.Join(',', instances)}]"));

    public Task<IReadOnlyList<DestinationConfig>> NextAsync() => Watch.NextAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>The next list, after a pause of exactly so many seconds.</summary>
    public async Task<IReadOnlyList<DestinationConfig>> NextAfterAsync(double seconds)
    {
        var next = NextAsync();
        await Time.WaitedForAsync(TimeSpan.FromSeconds(seconds));
        Time.Advance(TimeSpan.FromSeconds(seconds));
        return await next;
    }

    public static string Addresses(IEnumerable<DestinationConfig> found) => string.Join(' ', found.Select(d => d.Address));

    public async ValueTask DisposeAsync()
    {
        Watch.Dispose();
        _source.Dispose();
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
