using Canary.Core.Services;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Telemetry;
using Canary.TestKit;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Tests.Proxy.Health;

/// <summary>A variant's health on a clock that the test moves, with destinations that are named by a letter and answer as the test says.</summary>
internal sealed class JudgedVariant
{
    private readonly LoggerFactory _loggers;

    public JudgedVariant(string letters, VariantConfig config, RingingTime? time = null)
    {
        Time = time ?? new RingingTime();
        _loggers = new LoggerFactory([Log]);
        var cluster = new ClusterState("shop/stable#1", new ClusterModel(new ClusterConfig { ClusterId = "shop/stable#1" }, new HttpMessageInvoker(new SocketsHttpHandler())));
        foreach (var letter in letters)
        {
            var id = $"http://{letter}/";
            cluster.Destinations.TryAdd(id, new DestinationState(id, new DestinationModel(new Yarp.ReverseProxy.Configuration.DestinationConfig { Address = id })));
        }

        Health = new VariantHealth(cluster, config, Metrics, Time, new Random(1), _loggers.CreateLogger<VariantHealth>());
    }

    public RingingTime Time { get; }

    public RecordedLog Log { get; } = new();

    public VariantMetrics Metrics { get; } = new("shop", "stable");

    public VariantHealth Health { get; }

    /// <summary>The letters of those that may get requests.</summary>
    public string Available => string.Concat(Health.Available.Destinations.Select(LetterOf));

    public static char LetterOf(BalancedDestination destination) => destination.Address[^2];

    public BalancedDestination this[char letter] => Health.Destinations.Single(destination => LetterOf(destination) == letter);

    /// <summary>Requests end at a destination.</summary>
    public void Answer(char letter, int status, int times = 1, ForwarderError error = ForwarderError.None, bool clientLeft = false)
    {
        for (var i = 0; i < times; i++)
        {
            Health.RequestEnded(this[letter], error, status, clientLeft);
        }
    }

    public void Probe(char letter, bool succeeds) =>
        Health.Probed([new NewActiveDestinationHealth(this[letter].State, succeeds ? DestinationHealth.Healthy : DestinationHealth.Unhealthy)]);
}
