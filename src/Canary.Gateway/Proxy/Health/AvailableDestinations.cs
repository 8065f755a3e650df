namespace Canary.Gateway.Proxy.Health;

/// <summary>The destinations that may get requests. Immutable; a new one is made whenever one falls ill or recovers.</summary>
/// <param name="Destinations">In alphabetical order. Not to be written to.</param>
/// <param name="CumulatedWeights">The sum of weights up to each. Not to be written to.</param>
internal sealed record AvailableDestinations(BalancedDestination[] Destinations, int[] CumulatedWeights)
{
    /// <summary>Those of a list.</summary>
    public static AvailableDestinations Of(BalancedDestination[] destinations)
    {
        var sum = 0;
        return new AvailableDestinations(destinations, Array.ConvertAll(destinations, destination => sum += destination.Weight));
    }
}
