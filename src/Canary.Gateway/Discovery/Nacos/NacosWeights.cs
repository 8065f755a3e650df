namespace Canary.Gateway.Discovery.Nacos;

/// <summary>Turns weights that are fractions into whole ones.</summary>
internal static class NacosWeights
{
    private const int Max = 1000;

    /// <summary>The same proportions from 1 to 1000: as they are where all are whole and fit, else so that the greatest is 1000.</summary>
    /// <param name="weights">Above 0.</param>
    public static IReadOnlyList<int> Whole(IReadOnlyList<double> weights)
    {
        if (weights.All(weight => weight is >= 1 and <= Max && Math.Floor(weight) == weight))
        {
            return [.. weights.Select(weight => (int)weight)];
        }

        var greatest = weights.Max();
        return [.. weights.Select(weight => Math.Max(1, (int)Math.Round(weight / greatest * Max)))];
    }
}
