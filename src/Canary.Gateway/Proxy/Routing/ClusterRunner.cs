using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Makes clusters from YARP's parts, validated by its rules, and has its health checks watch them, one by one.</summary>
/// <remarks>
/// In place of YARP's configuration manager, which validates and compares all clusters whenever one comes or goes.
/// Used by <see cref="RoutingState"/> alone, one change after the other.
/// </remarks>
internal sealed class ClusterRunner(IConfigValidator validator, IForwarderHttpClientFactory clients, IEnumerable<IClusterChangeListener> listeners)
{
    private readonly IClusterChangeListener[] _listeners = [.. listeners];

    /// <summary>How many clusters run.</summary>
    public int Running { get; private set; }

    /// <summary>A cluster that nobody watches yet, all of its destinations available.</summary>
    /// <exception cref="InvalidOperationException">YARP refuses it; the message says why.</exception>
    public async ValueTask<ClusterState> CreateAsync(ClusterConfig config)
    {
        var errors = await validator.ValidateClusterAsync(config);
        if (errors.Count > 0)
        {
            throw new InvalidOperationException($"The proxy refused the configuration: {string.Join(' ', errors.Select(e => e.Message))}", new AggregateException(errors));
        }

        var client = clients.CreateClient(new ForwarderHttpClientContext
        {
            ClusterId = config.ClusterId,
            OldConfig = HttpClientConfig.Empty,
            NewConfig = config.HttpClient ?? HttpClientConfig.Empty,
            NewMetadata = config.Metadata,
        });
        var cluster = new ClusterState(config.ClusterId, new ClusterModel(config, client));
        var destinations = new List<DestinationState>();
        foreach (var (id, destination) in config.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            var state = new DestinationState(id, new DestinationModel(destination));
            cluster.Destinations.TryAdd(id, state);
            destinations.Add(state);
        }

        // What every policy of availability says while no health is known.
        cluster.DestinationsState = new ClusterDestinationsState(destinations, destinations);
        return cluster;
    }

    /// <summary>Has health checks watch a new cluster.</summary>
    public void Start(ClusterState cluster)
    {
        foreach (var listener in _listeners)
        {
            listener.OnClusterAdded(cluster);
        }

        Running++;
    }

    /// <summary>Ends that. Requests that it still has end as they would.</summary>
    public void Stop(ClusterState cluster)
    {
        foreach (var listener in _listeners)
        {
            listener.OnClusterRemoved(cluster);
        }

        Running--;
    }
}
