using System.Collections.Concurrent;
using Canary.Core.Services;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Picks a variant's destination among those that YARP's health checks leave available, by the policies that YARP's users know and one by weight.</summary>
/// <remarks>
/// In place of YARP's own balancing, whose counters of requests in flight only its own forwarding middleware moves.
/// What is derived from the available destinations is kept until YARP makes a new list of them, which it does whenever
/// one falls ill or recovers; two threads that see the new list at once derive the same.
/// </remarks>
internal sealed class DestinationBalancer(ClusterState cluster, LoadBalancingPolicy policy)
{
    // Small, as there are as many as variants, and written seldom.
    private readonly ConcurrentDictionary<DestinationState, BalancedDestination> _known = new(concurrencyLevel: 1, capacity: 1);
    private volatile Available _available = new([], [], []);
    private uint _turn;

    /// <summary>How many destinations are available.</summary>
    public int Count => cluster.DestinationsState.AvailableDestinations.Count;

    /// <summary>The first available destination that is none of these, or null.</summary>
    public BalancedDestination? FirstExcept(IReadOnlyCollection<BalancedDestination?> others) => Array.Find(Current().Destinations, destination => !others.Contains(destination));

    /// <summary>A destination, or null where none is available.</summary>
    public BalancedDestination? Pick()
    {
        var available = Current();
        var destinations = available.Destinations;
        return destinations.Length switch
        {
            0 => null,
            1 => destinations[0],
            _ => policy switch
            {
                LoadBalancingPolicy.FirstAlphabetical => destinations[0],
                LoadBalancingPolicy.Random => destinations[Random.Shared.Next(destinations.Length)],
                LoadBalancingPolicy.RoundRobin => destinations[(Interlocked.Increment(ref _turn) - 1) % (uint)destinations.Length],
                LoadBalancingPolicy.LeastRequests => LeastBusy(destinations),
                LoadBalancingPolicy.WeightedRandom => ByWeight(available),
                _ => LessBusyOfTwo(destinations),
            },
        };
    }

    private Available Current()
    {
        var source = cluster.DestinationsState.AvailableDestinations;
        var available = _available;
        if (!ReferenceEquals(available.Source, source))
        {
            _available = available = Derive(source);
        }

        return available;
    }

    private static BalancedDestination LeastBusy(BalancedDestination[] destinations)
    {
        var least = destinations[0];
        foreach (var destination in destinations)
        {
            least = destination.InFlight < least.InFlight ? destination : least;
        }

        return least;
    }

    private static BalancedDestination LessBusyOfTwo(BalancedDestination[] destinations)
    {
        // Two different ones: the second is drawn from those that are left.
        var first = Random.Shared.Next(destinations.Length);
        var second = Random.Shared.Next(destinations.Length - 1);
        var (a, b) = (destinations[first], destinations[second < first ? second : second + 1]);
        return a.InFlight <= b.InFlight ? a : b;
    }

    private static BalancedDestination ByWeight(Available available)
    {
        var drawn = Random.Shared.Next(available.CumulatedWeights[^1]) + 1;
        var index = Array.BinarySearch(available.CumulatedWeights, drawn);
        return available.Destinations[index < 0 ? ~index : index];
    }

    private Available Derive(IReadOnlyList<DestinationState> source)
    {
        BalancedDestination[] destinations =
        [
            .. source.Select(state => _known.GetOrAdd(state, static s => new BalancedDestination(s))).OrderBy(d => d.State.DestinationId, StringComparer.OrdinalIgnoreCase),
        ];
        var sum = 0;
        return new Available(source, destinations, Array.ConvertAll(destinations, destination => sum += destination.Weight));
    }

    private sealed record Available(IReadOnlyList<DestinationState> Source, BalancedDestination[] Destinations, int[] CumulatedWeights);
}
