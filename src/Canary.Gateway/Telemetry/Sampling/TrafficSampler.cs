namespace Canary.Gateway.Telemetry.Sampling;

/// <summary>Reads the counters of all variants every few seconds and keeps what they rose by for a quarter of an hour, for people who look at traffic.</summary>
/// <remarks>
/// Beside the traffic: a request pays nothing. One lock guards the samples; whoever reads takes it for as long as it takes to copy numbers.
/// Memory: some 5 KB for each variant that had traffic within <see cref="Kept"/> intervals, 200 bytes for each other.
/// </remarks>
/// <param name="traffic">The counters.</param>
/// <param name="time">The clock.</param>
internal sealed class TrafficSampler(TrafficMetrics traffic, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How many intervals are kept.</summary>
    public const int Kept = 180;

    /// <summary>From one sample to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SampledInterval[] _intervals = new SampledInterval[Kept];
    private readonly Dictionary<VariantMetrics, VariantSamples> _byCounters = [];
    private readonly Dictionary<string, RuleSamples> _rules = new(StringComparer.Ordinal);
    private Dictionary<string, VariantSamples[]> _byService = [];
    private IReadOnlyList<VariantMetrics> _seen = [];
    private long _before = time.GetTimestamp();
    private long _taken;
    private ITimer? _timer;

    /// <summary>Begins.</summary>
    public void Start() => _timer = time.CreateTimer(_ => Sample(), null, Interval, Interval);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Reads what was sampled; everything within one call is of the same moment.</summary>
    /// <param name="read">Reads, and must not keep what it is given.</param>
    public T Read<T>(Func<Reader, T> read)
    {
        lock (_lock)
        {
            return read(new Reader(this));
        }
    }

    /// <summary>Takes a sample.</summary>
    internal void Sample()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _intervals[_taken % Kept] = new SampledInterval(time.GetUtcNow(), time.GetElapsedTime(_before, now));
            _before = now;
            Follow_NeedsLock();
            foreach (var samples in _byCounters.Values)
            {
                samples.Take(_taken);
            }

            foreach (var samples in _rules.Values)
            {
                samples.Take();
            }

            _taken++;
        }
    }

    // The list of counters is another one whenever a variant came or went.
    private void Follow_NeedsLock()
    {
        foreach (var (service, rules) in traffic.Rules)
        {
            if (!_rules.TryGetValue(service, out var samples) || samples.Counters != rules)
            {
                _rules[service] = new RuleSamples(rules);
            }
        }

        foreach (var gone in _rules.Keys.Where(service => !traffic.Rules.ContainsKey(service)).ToList())
        {
            _rules.Remove(gone);
        }

        var variants = traffic.Variants;
        if (ReferenceEquals(variants, _seen))
        {
            return;
        }

        foreach (var gone in _byCounters.Keys.Except(variants).ToList())
        {
            _byCounters.Remove(gone);
        }

        foreach (var variant in variants.Where(variant => !_byCounters.ContainsKey(variant)))
        {
            _byCounters.Add(variant, new VariantSamples(variant));
        }

        _byService = variants.GroupBy(variant => variant.Service).ToDictionary(service => service.Key, service => service.Select(variant => _byCounters[variant]).ToArray(), StringComparer.Ordinal);
        _seen = variants;
    }

    /// <summary>When an interval ended, and how long it was.</summary>
    internal readonly record struct SampledInterval(DateTimeOffset At, TimeSpan Length);

    /// <summary>What was sampled until now, for as long as a call of <see cref="TrafficSampler.Read"/> takes. Intervals are numbered from the start.</summary>
    internal readonly struct Reader
    {
        private readonly TrafficSampler _sampler;

        internal Reader(TrafficSampler sampler) => _sampler = sampler;

        /// <summary>The interval that comes next: those before it are there.</summary>
        public long Next => _sampler._taken;

        /// <summary>The oldest that is kept.</summary>
        public long First => Math.Max(0, _sampler._taken - Kept);

        /// <summary>When an interval ended, and how long it was.</summary>
        public SampledInterval At(long interval) => _sampler._intervals[interval % Kept];

        /// <summary>How long several in a row were.</summary>
        public TimeSpan Length(long first, long last)
        {
            var length = TimeSpan.Zero;
            for (var interval = first; interval <= last; interval++)
            {
                length += At(interval).Length;
            }

            return length;
        }

        /// <summary>The variants of a service; none where nothing was sampled of it.</summary>
        public ReadOnlySpan<VariantSamples> Variants(string service) => _sampler._byService.GetValueOrDefault(service);

        /// <summary>How often a service's rules decide; null where nothing was sampled of it.</summary>
        public RuleSamples? Rules(string service) => _sampler._rules.GetValueOrDefault(service);
    }
}
