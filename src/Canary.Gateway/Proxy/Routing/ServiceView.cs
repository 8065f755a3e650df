using System.Collections.Concurrent;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Services as this gateway serves them, with how their destinations are, for the metrics page and the admin API.</summary>
/// <remarks>Written by <see cref="RoutingState"/>, one change after the other; read by anyone.</remarks>
internal sealed class ServiceView
{
    private static readonly (DestinationCondition Condition, string Label)[] Conditions =
        [.. Enum.GetValues<DestinationCondition>().Select(condition => (condition, condition.Name()))];

    private readonly ConcurrentDictionary<string, RoutedService> _services = new(StringComparer.Ordinal);

    /// <summary>No services.</summary>
    public ServiceView() => Families =
    [
        new("canary_destinations", MetricType.Gauge, "Destinations of a variant by how they are, as this gateway sees it.", ["service", "variant", "state"], ReadConditions),
        new("canary_ejections_total", MetricType.Counter, "How often a destination of a variant was put out of service, as its requests failed.", ["service", "variant"], ReadEjections),
        new("canary_rate_limited_total", MetricType.Counter, "Requests that were refused, as their client asked too often.", ["service"], ReadRefusals),
    ];

    /// <summary>All values as metric families, in the order of the page.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    /// <summary>A service is as it is from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="service">The service in force; null where there is none of that name.</param>
    public void Update(string name, RoutedService? service)
    {
        if (service is null)
        {
            _services.TryRemove(name, out _);
        }
        else
        {
            _services[name] = service;
        }
    }

    /// <summary>A service's variants, in the order of their declaration; none where there is no such service.</summary>
    public IReadOnlyList<RoutedVariant> Of(string service) => _services.GetValueOrDefault(service)?.Variants ?? [];

    private IEnumerable<KeyValuePair<string, RoutedService>> Sorted() => _services.OrderBy(service => service.Key, StringComparer.Ordinal);

    private IEnumerable<(string Service, RoutedVariant Variant)> All() =>
        from service in Sorted()
        from variant in service.Value.Variants.OrderBy(variant => variant.Name, StringComparer.Ordinal)
        select (service.Key, variant);

    private IEnumerable<Sample> ReadConditions()
    {
        foreach (var (service, variant) in All())
        {
            foreach (var (condition, label) in Conditions)
            {
                if (variant.Health.CanBe(condition))
                {
                    yield return new Sample(variant.Health.Destinations.Count(destination => destination.Condition == condition), service, variant.Name, label);
                }
            }
        }
    }

    private IEnumerable<Sample> ReadEjections() =>
        from place in All()
        where place.Variant.Health.CanBe(DestinationCondition.Ejected)
        select new Sample(place.Variant.Metrics.Ejections, place.Service, place.Variant.Name);

    private IEnumerable<Sample> ReadRefusals() =>
        from service in Sorted()
        where service.Value.Clients is { HasRate: true }
        select new Sample(service.Value.Clients!.Refused, service.Key);
}
