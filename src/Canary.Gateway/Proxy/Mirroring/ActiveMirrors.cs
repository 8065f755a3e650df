using Canary.Core.Selection;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>The mirrors of the services in force; kept equal to the snapshot, so that counters come and go with their services.</summary>
/// <remarks>Written by <see cref="RoutingState"/>, one change after the other, and read by scrapes and the admin API; all hold the lock.</remarks>
/// <param name="time">The clock of what comparing finds.</param>
internal sealed class ActiveMirrors(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServiceMirror> _byService = new(StringComparer.Ordinal);
    private IReadOnlyList<(MirrorMetrics Metrics, bool Compares)>? _sorted = [];

    /// <summary>All counters as metric families, in the order of the page.</summary>
    public IReadOnlyList<MetricFamily> Families => field ??= MirrorMetrics.Families(Read);

    /// <summary>The mirror of a service; null where it has none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="before">The service as it was; null where it is new.</param>
    public ServiceMirror? Of(ServiceSnapshot service, RoutedService? before)
    {
        if (service.Config.Traffic.Mirror is not { } config
            || Array.FindIndex(service.Variants, variant => variant.Name == config.Variant) is var target && target < 0)
        {
            return null;
        }

        var state = before?.Mirror is { } known && known.Config.Variant == config.Variant ? known.State : new MirrorState(service.Name, config.Variant, time);
        return new ServiceMirror(service, config, target, state);
    }

    /// <summary>The mirror in force of a service, or null.</summary>
    public ServiceMirror? Named(string service)
    {
        lock (_lock)
        {
            return _byService.GetValueOrDefault(service);
        }
    }

    /// <summary>A service is as it is from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="service">The service in force; null where there is none of that name.</param>
    public void Update(string name, RoutedService? service)
    {
        lock (_lock)
        {
            if (service?.Mirror is { } mirror)
            {
                _byService[name] = mirror;
                _sorted = null;
            }
            else if (_byService.Remove(name))
            {
                _sorted = null;
            }
        }
    }

    private IReadOnlyList<(MirrorMetrics Metrics, bool Compares)> Read()
    {
        lock (_lock)
        {
            return _sorted ??= [.. _byService.OrderBy(service => service.Key, StringComparer.Ordinal).Select(service => (service.Value.State.Metrics, service.Value.Comparison is not null))];
        }
    }
}
