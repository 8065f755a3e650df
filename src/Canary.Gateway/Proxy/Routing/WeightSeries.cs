using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Keeps the counters' series and their weights equal to what is in force.</summary>
internal static class WeightSeries
{
    /// <summary>Tells the weights of what is new, and lets the series of what is gone go.</summary>
    /// <param name="traffic">The counters.</param>
    /// <param name="before">What was in force.</param>
    /// <param name="now">What is in force.</param>
    public static void Update(TrafficMetrics traffic, RoutingSnapshot before, RoutingSnapshot now)
    {
        foreach (var (name, service) in now.Services)
        {
            if (ReferenceEquals(before.Services.GetValueOrDefault(name), service))
            {
                continue;
            }

            for (var i = 0; i < service.Variants.Length; i++)
            {
                service.Variants[i].Metrics.WeightRatio = RatioOf(service.Snapshot, i);
            }
        }

        if (before.Services.Any(service => IsSmaller(service.Value, now.Services.GetValueOrDefault(service.Key))))
        {
            traffic.Retain(now.Services.ToDictionary(service => service.Key, service => (IReadOnlyDictionary<string, double>)WeightsOf(service.Value.Snapshot)));
        }
    }

    private static bool IsSmaller(RoutedService before, RoutedService? now) =>
        !ReferenceEquals(before, now) && (now is null || before.Variants.Any(old => now.Variants.All(variant => variant.Name != old.Name)));

    private static Dictionary<string, double> WeightsOf(ServiceSnapshot service) =>
        Enumerable.Range(0, service.Variants.Length).ToDictionary(i => service.Variants[i].Name, i => RatioOf(service, i));

    private static double RatioOf(ServiceSnapshot service, int variant) =>
        !service.Config.RolledBack ? (double)service.Variants[variant].Weight.Hundredths / Weight.FullHundredths
            : variant == service.BaselineIndex ? 1 : 0;
}
