using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Consul;
using Canary.Gateway.Discovery.Registries;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Discovery.Consul;

/// <summary>A watch of Consul, and the server that it talks with.</summary>
internal sealed class ConsulConversation : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http = new(RegistryHandler.Create());

    private ConsulConversation(ScriptedServer server, ConsulDiscoveryConfig config)
    {
        Server = server;
        Watch = new ConsulSource(new ConsulOptions { Address = server.Address, Token = "s3cret" }, _http, Time).Watch(config);
    }

    public ScriptedServer Server { get; set; }

    public RungTime Time { get; } = new();

    public IDestinationWatch Watch { get; }

    public static async Task<ConsulConversation> BeginAsync(ConsulDiscoveryConfig? config = null) =>
        new(await ScriptedServer.StartAsync(), config ?? new ConsulDiscoveryConfig { Service = "shop" });

    /// <summary>An instance as Consul 1.x tells of it, cut down to what is read and a little more.</summary>
    public static string Instance(string address, int port = 8080, string tags = "[]", string meta = "{}", string node = "10.9.0.1", int weight = 1) =>
        $$$"""
        {"Node":{"ID":"40e4a748","Node":"n1","Address":"{{{node}}}","Datacenter":"dc1","Meta":{}},
         "Service":{"ID":"shop-{{{address}}}","Service":"shop","Tags":{{{tags}}},"Address":"{{{address}}}","Meta":{{{meta}}},"Port":{{{port}}},
                    "Weights":{"Passing":{{{weight}}},"Warning":1},"EnableTagOverride":false,"CreateIndex":10,"ModifyIndex":10},
         "Checks":[{"Node":"n1","CheckID":"serfHealth","Status":"passing","Output":""}]}
        """;

    public void Answers(int index, params string[] instances) =>
        Server.Answers(200, $"[{string.Join(',', instances)}]", ("X-Consul-Index", $"{index}"), ("X-Consul-KnownLeader", "true"));

    public Task<IReadOnlyList<DestinationConfig>> NextAsync() => Watch.NextAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>The addresses of the next list.</summary>
    public async Task<string> NextAddressesAsync() => string.Join(' ', (await NextAsync()).Select(d => d.Address));

    public async ValueTask DisposeAsync()
    {
        Watch.Dispose();
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
