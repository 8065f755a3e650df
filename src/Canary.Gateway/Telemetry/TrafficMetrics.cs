using System.Collections.Concurrent;

namespace Canary.Gateway.Telemetry;

/// <summary>Owns the counters of all variants; a snapshot resolves them once, so that a request looks nothing up.</summary>
/// <remarks>Changed under a lock when a snapshot is built; scrapes read a sorted list that is made anew after a change.</remarks>
internal sealed class TrafficMetrics
{
    private readonly Lock _changing = new();
    private readonly Dictionary<string, Dictionary<string, VariantMetrics>> _services = [];
    private readonly ConcurrentDictionary<string, RuleCounters> _rules = new(StringComparer.Ordinal);
    private VariantMetrics[]? _sorted = [];

    /// <summary>The counters of the rules of services that have some, by service.</summary>
    public IReadOnlyDictionary<string, RuleCounters> Rules => _rules;

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
                string[] names = [.. _services.Keys];
                Array.Sort(names, StringComparer.Ordinal);
                _sorted = [.. names.SelectMany(name => _services[name].Values.OrderBy(v => v.Variant, StringComparer.Ordinal))];
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

    /// <summary>Lets the series of a service's other variants go.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="variants">Its variants; none where the service is gone.</param>
    public void Retain(string service, IReadOnlyCollection<string> variants)
    {
        lock (_changing)
        {
            if (!_services.TryGetValue(service, out var known))
            {
                return;
            }

            foreach (var variant in known.Keys.Except(variants).ToList())
            {
                known.Remove(variant);
                _sorted = null;
            }

            if (known.Count == 0)
            {
                _services.Remove(service);
            }
        }
    }

    /// <summary>The counters of a service's rules are those from now on.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="rules">Null where it has no rules, or is gone.</param>
    public void Keep(string service, RuleCounters? rules)
    {
        if (rules is null)
        {
            _rules.TryRemove(service, out _);
        }
        else
        {
            _rules[service] = rules;
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
}
