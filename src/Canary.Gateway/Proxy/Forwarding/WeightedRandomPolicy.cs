using System.Globalization;
using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Picks a destination at random in proportion to the destinations' weights.</summary>
/// <remarks>Weights are parsed and summed once for each list of available destinations; YARP makes a new list when one falls ill or recovers.</remarks>
internal sealed class WeightedRandomPolicy : ILoadBalancingPolicy
{
    /// <summary>The policy's name in clusters.</summary>
    public const string PolicyName = "WeightedRandom";

    private const string MetadataName = "weight";

    private readonly ConditionalWeakTable<IReadOnlyList<DestinationState>, int[]> _cumulatedWeights = [];

    /// <inheritdoc/>
    public string Name => PolicyName;

    /// <summary>The metadata of a destination, null for the default weight of 1.</summary>
    public static Dictionary<string, string>? MetadataOf(int weight) =>
        weight == 1 ? null : new Dictionary<string, string> { [MetadataName] = weight.ToString(CultureInfo.InvariantCulture) };

    /// <inheritdoc/>
    public DestinationState? PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
    {
        if (availableDestinations.Count == 0)
        {
            return null;
        }

        var cumulated = _cumulatedWeights.GetValue(availableDestinations, Cumulate);
        var index = Array.BinarySearch(cumulated, Random.Shared.Next(cumulated[^1]) + 1);
        return availableDestinations[index < 0 ? ~index : index];
    }

    private static int[] Cumulate(IReadOnlyList<DestinationState> destinations)
    {
        var sum = 0;
        return [.. destinations.Select(destination => sum += WeightOf(destination))];
    }

    private static int WeightOf(DestinationState destination) =>
        destination.Model.Config.Metadata?.TryGetValue(MetadataName, out var weight) == true ? int.Parse(weight, CultureInfo.InvariantCulture) : 1;
}
