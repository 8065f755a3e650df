using Canary.Gateway.Discovery.Following;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Discovery;

/// <summary>Discovery as metric families. A source's series are those of its kind, whatever the number of questions.</summary>
internal static class DiscoveryFamilies
{
    /// <summary>All families, in the order of the page.</summary>
    public static IReadOnlyList<MetricFamily> Of(DiscoveryPlane plane) =>
    [
        new("canary_discovery_destinations", MetricType.Gauge, "Destinations in force of a variant whose destinations are found.",
            ["service", "variant"], () => Destinations(plane)),
        new("canary_discovery_up", MetricType.Gauge, "1 where every question to the source was answered last time, 0 where one was not.",
            ["source"], () => BySource(plane, followers => followers.All(follower => follower.IsUp) ? 1 : 0)),
        new("canary_discovery_failures_total", MetricType.Counter, "Questions to the source that were not answered, or not in its form.",
            ["source"], () => Counted(plane, source => source.Failures)),
        new("canary_discovery_refused_total", MetricType.Counter, "Destinations left out of the source's answers: their address or weight is not allowed, or there are too many.",
            ["source"], () => Counted(plane, source => source.Refused)),
        new("canary_discovery_age_seconds", MetricType.Gauge, "Time since the source last answered, for the question that waits longest.",
            ["source"], () => BySource(plane, followers => followers.Max(follower => follower.Age.TotalSeconds)), "seconds"),
    ];

    private static IEnumerable<Sample> Destinations(DiscoveryPlane plane) =>
        from service in plane.Uses.All
        from use in service.Value
        select new Sample(plane.Of(use.Discovery)?.Count ?? use.StandIns, service.Key, use.Variant);

    private static IEnumerable<Sample> BySource(DiscoveryPlane plane, Func<IEnumerable<DestinationFollower>, double> value) =>
        from followers in plane.Followers.GroupBy(follower => DiscoveryKinds.Of(follower.Discovery))
        orderby followers.Key
        select new Sample(value(followers), followers.Key);

    private static IEnumerable<Sample> Counted(DiscoveryPlane plane, Func<SourceHealth, long> count) =>
        from source in plane.Sources
        orderby source.Kind
        select new Sample(count(source), source.Kind);
}
