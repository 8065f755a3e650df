using Canary.Core.Services;
using Canary.Gateway.Telemetry;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Health;

/// <summary>A variant's destinations, and which of them may get requests: none that fails its probes, and none whose ordinary requests fail.</summary>
/// <remarks>
/// Outlier ejection as Envoy does it, in place of YARP's passive checks, which can neither bound how many are out nor tell that one
/// comes back. Written under one lock by probes, by requests that fail and by timers; requests read one reference.
/// </remarks>
internal sealed class VariantHealth
{
    private readonly Lock _changing = new();
    private readonly bool _isProbed;
    private readonly Ejections? _ejections;
    private readonly VariantMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile AvailableDestinations _available;
    private bool _stopped;

    /// <summary>All destinations available, and nothing known of them.</summary>
    /// <param name="cluster">The cluster whose destinations they are.</param>
    /// <param name="config">How they are judged.</param>
    /// <param name="metrics">The variant's counters.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance, for slow starts.</param>
    /// <param name="logger">Told what changes.</param>
    public VariantHealth(ClusterState cluster, VariantConfig config, VariantMetrics metrics, TimeProvider time, Random random, ILogger logger)
    {
        (_metrics, _time, _logger) = (metrics, time, logger);
        Destinations = BalancedDestination.Of(cluster);
        _isProbed = config.ActiveHealthCheck is not null;
        _ejections = config.PassiveHealthCheck is { } passive ? new Ejections(new EjectionRules(passive), Destinations, time, EndEjection) : null;
        SlowStart = config.SlowStart > TimeSpan.Zero ? new SlowStart(config.SlowStart, time, random) : null;
        foreach (var destination in Destinations)
        {
            (destination.Condition, destination.Since) = (destination.FindCondition(_isProbed), time.GetUtcNow());
            destination.Failures = _ejections is null ? null : new FailureRecord();
        }

        _available = AvailableDestinations.Of(Destinations);
    }

    /// <summary>All destinations, in alphabetical order. Not to be written to.</summary>
    public BalancedDestination[] Destinations { get; }

    /// <summary>Those that may get requests.</summary>
    public AvailableDestinations Available => _available;

    /// <summary>How destinations come into their full share; null: at once.</summary>
    public SlowStart? SlowStart { get; }

    /// <summary>Whether destinations can be in a condition here.</summary>
    public bool CanBe(DestinationCondition condition) => condition switch
    {
        DestinationCondition.Healthy => true,
        DestinationCondition.Ejected => _ejections is not null,
        _ => _isProbed,
    };

    /// <summary>Takes the outcome of a request, or of one attempt of it, into account. Any thread.</summary>
    /// <param name="destination">Where it went.</param>
    /// <param name="error">What went wrong on the way.</param>
    /// <param name="status">The backend's status; without meaning where there is an error.</param>
    /// <param name="clientLeft">Whether the client went away, which says nothing of the backend.</param>
    public void RequestEnded(BalancedDestination destination, ForwarderError error, int status, bool clientLeft)
    {
        if (_ejections?.Rules is { } rules
            && rules.IsFailure(error, status, clientLeft) is { } failed
            && destination.Failures!.Window.Add(failed, rules, _time) is var cause and not EjectionCause.None)
        {
            Eject(destination, _ejections, rules.Describe(cause));
        }
    }

    /// <summary>Probes tell how destinations are.</summary>
    public void Probed(IEnumerable<NewActiveDestinationHealth> probed)
    {
        lock (_changing)
        {
            foreach (var news in probed)
            {
                news.Destination.Health.Active = news.NewActiveHealth;
            }

            Publish_NeedsLock("its probes succeed");
        }
    }

    /// <summary>Takes over what is known of the same destinations from the cluster that this one replaces; others are new among them.</summary>
    public void Carry(VariantHealth old)
    {
        lock (old._changing)
        {
            lock (_changing)
            {
                var known = old.Destinations.ToDictionary(d => d.State.DestinationId, StringComparer.OrdinalIgnoreCase);
                foreach (var destination in Destinations)
                {
                    if (!known.TryGetValue(destination.State.DestinationId, out var before))
                    {
                        SlowStart?.Begin(destination);
                        continue;
                    }

                    destination.WarmingSince = before.WarmingSince;
                    (destination.Condition, destination.Since) = (before.Condition, before.Since);
                    destination.State.Health.Active = _isProbed ? before.State.Health.Active : DestinationHealth.Unknown;
                    _ejections?.Carry(before, destination);
                }

                Publish_NeedsLock("it is judged otherwise now");
            }
        }
    }

    /// <summary>Nobody uses the cluster any more: nothing is told of it from now on.</summary>
    public void Stop()
    {
        lock (_changing)
        {
            _stopped = true;
            Array.ForEach(Destinations, destination => destination.Ejection?.Dispose());
        }
    }

    private void Eject(BalancedDestination destination, Ejections ejections, string cause)
    {
        lock (_changing)
        {
            if (_stopped || !destination.Condition.GetsRequests())
            {
                return;
            }

            if (!ejections.HasRoom)
            {
                HealthLog.Spared(_logger, destination.Address, _metrics.Service, _metrics.Variant, cause);
                return;
            }

            var period = ejections.Begin(destination);
            _metrics.DestinationEjected();
            HealthLog.Ejected(_logger, destination.Address, _metrics.Service, _metrics.Variant, period, cause);
            Publish_NeedsLock(cause);
        }
    }

    private void EndEjection(BalancedDestination destination)
    {
        lock (_changing)
        {
            Ejections.End(destination);
            Publish_NeedsLock("its ejection is over");
        }
    }

    /// <summary>Has requests see what was changed, and tells of what that means.</summary>
    private void Publish_NeedsLock(string cause)
    {
        foreach (var destination in Destinations)
        {
            var (before, now) = (destination.Condition, destination.FindCondition(_isProbed));
            if (before == now || _stopped)
            {
                continue;
            }

            (destination.Condition, destination.Since) = (now, _time.GetUtcNow());
            if (!before.GetsRequests() && now.GetsRequests())
            {
                SlowStart?.Begin(destination);
                HealthLog.Returned(_logger, destination.Address, _metrics.Service, _metrics.Variant, cause);
            }
            else if (now == DestinationCondition.Unhealthy)
            {
                HealthLog.Unhealthy(_logger, destination.Address, _metrics.Service, _metrics.Variant);
            }
        }

        _available = AvailableDestinations.Of(Array.FindAll(Destinations, destination => destination.Condition.GetsRequests()));
    }
}
