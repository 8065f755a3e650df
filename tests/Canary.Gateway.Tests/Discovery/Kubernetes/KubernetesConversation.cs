using System.Threading.Channels;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Kubernetes;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Discovery.Kubernetes;

/// <summary>A watch of Kubernetes, and the API server that it talks with.</summary>
internal sealed class KubernetesConversation : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http = new(KubernetesHandler.Create(null));

    private KubernetesConversation(ScriptedServer server, KubernetesDiscoveryConfig config)
    {
        Server = server;
        File.WriteAllText(TokenPath, "t1\n");
        File.WriteAllText(NamespacePath, "web\n");
        var options = new KubernetesOptions { Address = server.Address, TokenPath = TokenPath, CertificatePath = null, NamespacePath = NamespacePath };
        Watch = new KubernetesSource(options, _http, Time).Watch(config);
    }

    public ScriptedServer Server { get; set; }

    public RungTime Time { get; } = new();

    public IDestinationWatch Watch { get; }

    public string TokenPath { get; } = Path.GetTempFileName();

    private string NamespacePath { get; } = Path.GetTempFileName();

    public static async Task<KubernetesConversation> BeginAsync(KubernetesDiscoveryConfig? config = null) =>
        new(await ScriptedServer.StartAsync(), config ?? new KubernetesDiscoveryConfig { Service = "shop" });

    /// <summary>A slice as Kubernetes 1.2x and later tell of it, cut down to what is read and a little more.</summary>
    public static string Slice(string name, int version, string endpoints, string ports = """[{"name":"http","port":8080,"protocol":"TCP"}]""", string addressType = "IPv4") =>
        $$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"web","uid":"a60d","resourceVersion":"{{{version}}}","labels":{"kubernetes.io/service-name":"shop"}},"addressType":"{{{addressType}}}","endpoints":{{{endpoints}}},"ports":{{{ports}}}}
        """;

    /// <summary>Ready endpoints, as a list.</summary>
    public static string Ready(params string[] addresses) => $"[{string.Join(',', addresses.Select(a => Endpoint(a)))}]";

    public static string Endpoint(string address, string conditions = """{"ready":true,"serving":true,"terminating":false}""") =>
        $$"""{"addresses":["{{address}}"],"conditions":{{conditions}},"targetRef":{"kind":"Pod","name":"p"},"nodeName":"n1"}""";

    /// <summary>A line of a watch.</summary>
    public static string Line(string type, string slice) => $$"""{"type":"{{type}}","object":{{slice}}}""" + "\n";

    public void AnswersList(int version, params string[] slices) => Server.Answers(200, List(version, slices));

    public static string List(int version, params string[] slices) =>
        $$$"""{"kind":"EndpointSliceList","apiVersion":"discovery.k8s.io/v1","metadata":{"resourceVersion":"{{{version}}}"},"items":[{{{string.Join(',', slices)}}}]}""";

    /// <summary>Has listed a slice <c>a</c> of version 10 with 10.0.0.1 at version 11, and watches.</summary>
    public async Task<ChannelWriter<string>> ListedAsync()
    {
        AnswersList(11, Slice("a", 10, Ready("10.0.0.1")));
        (await NextAsync()).ShouldBe("http://10.0.0.1:8080");
        await Server.AskedAsync();
        return Server.AnswersLines();
    }

    /// <summary>The addresses of the next list.</summary>
    public async Task<string> NextAsync() => string.Join(' ', (await ListAsync()).Select(d => d.Address));

    public Task<IReadOnlyList<DestinationConfig>> ListAsync() => Watch.NextAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    public async Task<string> FailureAsync() => (await Should.ThrowAsync<DiscoveryException>(ListAsync)).Message;

    public async ValueTask DisposeAsync()
    {
        Watch.Dispose();
        _http.Dispose();
        await Server.DisposeAsync();
        File.Delete(TokenPath);
        File.Delete(NamespacePath);
    }
}
