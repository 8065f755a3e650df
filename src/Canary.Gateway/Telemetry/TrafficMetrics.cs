namespace Canary.Gateway.Telemetry;

/// <summary>Owns the counters of all variants; a snapshot resolves them once, so that a request looks nothing up.</summary>
/// <remarks>Changed under a lock when a snapshot is built; scrapes read a sorted list that is made anew after a change.</remarks>
internal sealed class TrafficMetrics
{
    private readonly Lock _changing = new();
    private readonly Dictionary<string, Dictionary<string, VariantMetrics>> _services = [];
    private VariantMetrics[]? _sorted = [];

    /// <summary>The counters of all variants, sorted by service and variant.</summary>
    public IReadOnlyList<VariantMetrics> Variants
    {
        get
        {
            if (Volatile.Read(ref _sorted) is { } known)
            {
                return known;
            }

            lock (_changing)
            {
                _sorted = [.. _services.Values.SelectMany(variants => variants.Values)
                    .OrderBy(v => v.Service, StringComparer.Ordinal).ThenBy(v => v.Variant, StringComparer.Ordinal)];
                return _sorted;
            }
        }
    }

    /// <summary>The counters of a variant, the same object for as long as its service and the variant exist.</summary>
    /// <remarks>
    /// After <see cref="Retain"/> let it go, the same name gets a new object that starts at zero; requests that still
    /// run on the old one count where nobody looks.
    /// </remarks>
    public VariantMetrics For(string service, string variant)
    {
        lock (_changing)
        {
            return For_NeedsLock(service, variant);
        }
    }

    /// <summary>Makes the series agree with the configuration: those of other services and variants go away.</summary>
    /// <param name="services">Each service's variants with the weight in force, 0 to 1.</param>
    public void Retain(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> services)
    {
        lock (_changing)
        {
            foreach (var service in _services.Keys.Where(name => !services.ContainsKey(name)).ToList())
            {
                _services.Remove(service);
                _sorted = null;
            }

            foreach (var (service, weights) in services)
            {
                foreach (var (variant, weight) in weights)
                {
                    For_NeedsLock(service, variant).WeightRatio = weight;
                }

                RemoveOthers_NeedsLock(service, weights);
            }
        }
    }

    private VariantMetrics For_NeedsLock(string service, string variant)
    {
        if (!_services.TryGetValue(service, out var variants))
        {
            _services.Add(service, variants = []);
        }

        if (!variants.TryGetValue(variant, out var metrics))
        {
            variants.Add(variant, metrics = new VariantMetrics(service, variant));
            _sorted = null;
        }

        return metrics;
    }

    private void RemoveOthers_NeedsLock(string service, IReadOnlyDictionary<string, double> weights)
    {
        if (!_services.TryGetValue(service, out var variants) || variants.Count == weights.Count)
        {
            return;
        }

        foreach (var variant in variants.Keys.Where(name => !weights.ContainsKey(name)).ToList())
        {
            variants.Remove(variant);
            _sorted = null;
        }
    }
}
