using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Keeps the counters' series, their weights and which is the baseline equal to what is in force.</summary>
internal static class VariantSeries
{
    /// <summary>Makes a service's series agree with it: those of other variants and rules go, weights and baseline are told.</summary>
    /// <param name="traffic">All series.</param>
    /// <param name="name">The service's name.</param>
    /// <param name="service">The service in force; null where there is none of that name.</param>
    public static void Update(TrafficMetrics traffic, string name, RoutedService? service)
    {
        traffic.Retain(name, service is null ? [] : Array.ConvertAll(service.Variants, variant => variant.Name));
        traffic.Keep(name, service?.Rules);
        for (var i = 0; i < service?.Variants.Length; i++)
        {
            service.Variants[i].Metrics.WeightRatio = RatioOf(service.Snapshot, i);
            service.Variants[i].Metrics.IsBaseline = i == service.Snapshot.BaselineIndex;
            service.Variants[i].Metrics.FallsBackTo = service.Replay?.Fallback is null || i == service.Snapshot.BaselineIndex ? null : service.Baseline.Name;
            service.Variants[i].Metrics.IsRetried = service.Replay?.Retries is not null;
            service.Variants[i].Metrics.ErrorCodes = service.Snapshot.ErrorCodes;
        }
    }

    private static double RatioOf(ServiceSnapshot service, int variant) =>
        !service.Config.RolledBack ? (double)service.Variants[variant].Weight.Hundredths / Weight.FullHundredths
            : variant == service.BaselineIndex ? 1 : 0;
}
