using Canary.Core.Services;
using Canary.Gateway.Proxy.Health;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Picks a variant's destination among those that its health leaves available, by the policies that YARP's users know and one by weight.</summary>
/// <remarks>In place of YARP's own balancing, whose counters of requests in flight only its own forwarding middleware moves.</remarks>
/// <param name="health">Which destinations are available, and how they come into their full share.</param>
/// <param name="policy">How to pick.</param>
/// <param name="random">Chance.</param>
internal sealed class DestinationBalancer(VariantHealth health, LoadBalancingPolicy policy, Random random)
{
    // With a slow start, so many picks are tried before a cold destination is taken all the same.
    private const int MaxDraws = 16;

    private uint _turn;

    /// <summary>How many destinations are available.</summary>
    public int Count => health.Available.Destinations.Length;

    /// <summary>The first available destination that is none of these, or null.</summary>
    public BalancedDestination? FirstExcept(IReadOnlyCollection<BalancedDestination?> others) => Array.Find(health.Available.Destinations, destination => !others.Contains(destination));

    /// <summary>A destination, or null where none is available.</summary>
    public BalancedDestination? Pick()
    {
        var available = health.Available;
        return available.Destinations.Length switch
        {
            0 => null,
            1 => available.Destinations[0],
            _ => health.SlowStart is { } slowStart ? PickWarm(available, slowStart) : policy switch
            {
                LoadBalancingPolicy.LeastRequests => LeastBusy(available.Destinations),
                LoadBalancingPolicy.PowerOfTwoChoices => LessBusyOfTwo(available.Destinations),
                _ => Draw(available),
            },
        };
    }

    private BalancedDestination PickWarm(AvailableDestinations available, SlowStart slowStart)
    {
        switch (policy)
        {
            case LoadBalancingPolicy.FirstAlphabetical:
                return available.Destinations[0];
            case LoadBalancingPolicy.LeastRequests:
                var taking = Array.FindAll(available.Destinations, d => slowStart.TakesPart(d, available.Destinations.Length - 1));
                return LeastBusy(taking.Length > 0 ? taking : available.Destinations);
            case LoadBalancingPolicy.PowerOfTwoChoices:
                var (a, b) = (DrawWarm(available, slowStart), DrawWarm(available, slowStart));
                return a.InFlight <= b.InFlight ? a : b;
            default:
                return DrawWarm(available, slowStart);
        }
    }

    private BalancedDestination DrawWarm(AvailableDestinations available, SlowStart slowStart)
    {
        var drawn = Draw(available);
        for (var draws = 1; draws < MaxDraws && !slowStart.Takes(drawn); draws++)
        {
            drawn = Draw(available);
        }

        return drawn;
    }

    /// <summary>The pick of those policies that don't look at how busy destinations are; any, where the policy does.</summary>
    private BalancedDestination Draw(AvailableDestinations available)
    {
        var destinations = available.Destinations;
        return policy switch
        {
            LoadBalancingPolicy.FirstAlphabetical => destinations[0],
            LoadBalancingPolicy.RoundRobin => destinations[(Interlocked.Increment(ref _turn) - 1) % (uint)destinations.Length],
            LoadBalancingPolicy.WeightedRandom => ByWeight(available),
            _ => destinations[random.Next(destinations.Length)],
        };
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

    private BalancedDestination LessBusyOfTwo(BalancedDestination[] destinations)
    {
        // Two different ones: the second is drawn from those that are left.
        var first = random.Next(destinations.Length);
        var second = random.Next(destinations.Length - 1);
        var (a, b) = (destinations[first], destinations[second < first ? second : second + 1]);
        return a.InFlight <= b.InFlight ? a : b;
    }

    private BalancedDestination ByWeight(AvailableDestinations available)
    {
        var drawn = random.Next(available.CumulatedWeights[^1]) + 1;
        var index = Array.BinarySearch(available.CumulatedWeights, drawn);
        return available.Destinations[index < 0 ? ~index : index];
    }
}
