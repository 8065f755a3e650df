using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Keeps the counters' series, their weights and which is the baseline equal to what is in force.</summary>
internal static class WeightSeries
{
    /// <summary>Tells the weights of services that are new or not as they were.</summary>
    public static void Update(IReadOnlyList<ServiceChange> changes)
    {
        foreach (var (_, service) in changes)
        {
            for (var i = 0; i < service.Variants.Length; i++)
            {
                service.Variants[i].Metrics.WeightRatio = RatioOf(service.Snapshot, i);
                service.Variants[i].Metrics.IsBaseline = i == service.Snapshot.BaselineIndex;
            }
        }
    }

    /// <summary>Lets the series of all that is not in force go.</summary>
    public static void Retain(TrafficMetrics traffic, RoutingSnapshot now) =>
        traffic.Retain(now.Services.ToDictionary(service => service.Snapshot.Name, service => (IReadOnlyDictionary<string, double>)WeightsOf(service.Snapshot)));

    private static Dictionary<string, double> WeightsOf(ServiceSnapshot service) =>
        Enumerable.Range(0, service.Variants.Length).ToDictionary(i => service.Variants[i].Name, i => RatioOf(service, i));

    private static double RatioOf(ServiceSnapshot service, int variant) =>
        !service.Config.RolledBack ? (double)service.Variants[variant].Weight.Hundredths / Weight.FullHundredths
            : variant == service.BaselineIndex ? 1 : 0;
}
