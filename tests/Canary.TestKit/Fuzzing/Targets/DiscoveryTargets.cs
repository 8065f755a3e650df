using System.Net;
using System.Text;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Control.Analysis;
using Canary.Gateway.Discovery.Consul;
using Canary.Gateway.Discovery.Etcd;
using Canary.Gateway.Discovery.Kubernetes;
using Canary.Gateway.Discovery.Nacos;

namespace Canary.TestKit.Fuzzing.Targets;

/// <summary>Answers of registries and of Prometheus.</summary>
internal static class DiscoveryTargets
{
    private static readonly ConsulDiscoveryConfig Consul = new() { Service = "shop" };
    private static readonly NacosDiscoveryConfig Nacos = new() { Service = "shop" };
    private static readonly KubernetesDiscoveryConfig Kubernetes = new() { Service = "shop" };

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("discovery", Read)
        {
            Words = ["\"Node\"", "\"Service\"", "\"Address\"", "\"Port\"", "\"Weights\"", "\"hosts\"", "\"ip\"", "\"port\"", "\"weight\"", "\"healthy\"", "\"code\"", "\"data\"", "\"items\"", "\"endpoints\"", "\"conditions\"", "\"ready\"", "\"metadata\"", "\"ADDED\"", "\"result\"", "\"vector\"", "\"NaN\"", "\"+Inf\""],
        },
    ];

    private static void Read(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Documented(() => Sound(ConsulAnswer.Read(input, Consul)));
        foreach (var api in NacosApi.All)
        {
            Documented(() => Sound(NacosAnswer.Read(input, api, Nacos).Found));
        }

        var slices = new EndpointSlices(Kubernetes);
        Documented(() => slices.Replace(input));
        Documented(() => slices.Apply(input));
        Documented(() => Sound(slices.Destinations()));
        EtcdValue.Read(text, "http");
        var value = PrometheusValue.Read(new SourceAnswer("prometheus", HttpStatusCode.OK, input, null));
        FuzzFailure.Unless(value.Problem is not null || double.IsFinite(value.Value), "a value that is not finite");
    }

    private static void Sound(IReadOnlyList<DestinationConfig> found)
    {
        foreach (var destination in found)
        {
            FuzzFailure.Unless(destination.Address.Length > 0, "a destination without an address");
        }
    }

    private static void Documented(Action read)
    {
        try
        {
            read();
        }
        catch (Exception refused) when (refused is JsonException or FormatException)
        {
            // What the reader says that it throws.
        }
    }
}
