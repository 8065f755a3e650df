using System.Text.Json;
using Canary.Core.Services.Discovery;
using Canary.Core.Services.Traffic;

namespace Canary.Core.Services;

/// <summary>Reads a variant from a document.</summary>
internal static class VariantReader
{
    /// <summary>Reads the object of one variant.</summary>
    public static VariantConfig Read(DocumentCursor at)
    {
        var fields = at.Fields("destinations", "discovery", "loadBalancing", "protocol", "healthCheck", "slowStart", "maxConcurrency");
        var health = fields.Optional("healthCheck", ReadHealthCheck, default);
        return new VariantConfig
        {
            Destinations = fields.Has("discovery")
                ? fields.Optional("destinations", c => c.List(ReadDestination), [])
                : fields.Required("destinations", c => c.List(ReadDestination), []),
            Discovery = fields.Optional<DiscoveryConfig?>("discovery", DiscoveryReader.Read, null),
            LoadBalancing = fields.Optional<LoadBalancingPolicy?>("loadBalancing", c => c.Choice<LoadBalancingPolicy>(), null),
            Protocol = fields.Optional("protocol", c => c.Choice<BackendProtocol>(), BackendProtocol.Auto),
            ActiveHealthCheck = health.Active,
            PassiveHealthCheck = health.Passive,
            SlowStart = fields.Optional("slowStart", c => c.Duration(), TimeSpan.Zero),
            MaxConcurrency = fields.Optional<int?>("maxConcurrency", c => c.Whole(), null),
        };
    }

    private static DestinationConfig ReadDestination(DocumentCursor at)
    {
        if (at.Element.ValueKind == JsonValueKind.String)
        {
            return new DestinationConfig(at.Text());
        }

        if (at.Element.ValueKind != JsonValueKind.Object)
        {
            return at.Refuse("an address, or an object with address and weight", new DestinationConfig(""));
        }

        var fields = at.Fields("address", "weight");
        return new DestinationConfig(fields.Required("address", c => c.Text(), ""), fields.Optional("weight", c => c.Whole(), 1));
    }

    private static (ActiveHealthCheckConfig? Active, PassiveHealthCheckConfig? Passive) ReadHealthCheck(DocumentCursor at)
    {
        var fields = at.Fields("active", "passive");
        return (fields.Optional<ActiveHealthCheckConfig?>("active", ReadActive, null), fields.Optional<PassiveHealthCheckConfig?>("passive", ReadPassive, null));
    }

    private static ActiveHealthCheckConfig ReadActive(DocumentCursor at)
    {
        var fields = at.Fields("path", "interval", "timeout", "threshold");
        var defaults = new ActiveHealthCheckConfig();
        return new ActiveHealthCheckConfig
        {
            Path = fields.Optional("path", c => c.Text(), defaults.Path),
            Interval = fields.Optional("interval", c => c.Duration(), defaults.Interval),
            Timeout = fields.Optional("timeout", c => c.Duration(), defaults.Timeout),
            Threshold = fields.Optional("threshold", c => c.Whole(), defaults.Threshold),
        };
    }

    private static PassiveHealthCheckConfig ReadPassive(DocumentCursor at)
    {
        var fields = at.Fields("failureRatio", "consecutiveFailures", "statuses", "maxEjected", "reactivation");
        var defaults = new PassiveHealthCheckConfig();
        return new PassiveHealthCheckConfig
        {
            FailureRatio = fields.Optional("failureRatio", c => c.Number(), defaults.FailureRatio),
            ConsecutiveFailures = fields.Optional("consecutiveFailures", c => c.Whole(), defaults.ConsecutiveFailures),
            Statuses = fields.Optional("statuses", TrafficReader.Texts, defaults.Statuses),
            MaxEjected = fields.Optional("maxEjected", c => c.Weight(), defaults.MaxEjected),
            Reactivation = fields.Optional("reactivation", c => c.Duration(), defaults.Reactivation),
        };
    }
}
