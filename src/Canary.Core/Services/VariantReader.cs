using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Reads a variant from a document.</summary>
internal static class VariantReader
{
    /// <summary>Reads the object of one variant.</summary>
    public static VariantConfig Read(DocumentCursor at)
    {
        var fields = at.Fields("destinations", "loadBalancing", "protocol", "healthCheck");
        var health = fields.Optional("healthCheck", ReadHealthCheck, default);
        return new VariantConfig
        {
            Destinations = fields.Required("destinations", c => c.List(ReadDestination), []),
            LoadBalancing = fields.Optional<LoadBalancingPolicy?>("loadBalancing", c => c.Choice<LoadBalancingPolicy>(), null),
            Protocol = fields.Optional("protocol", c => c.Choice<BackendProtocol>(), BackendProtocol.Auto),
            ActiveHealthCheck = health.Active,
            PassiveHealthCheck = health.Passive,
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
        var fields = at.Fields("failureRatio", "reactivation");
        var defaults = new PassiveHealthCheckConfig();
        return new PassiveHealthCheckConfig
        {
            FailureRatio = fields.Optional("failureRatio", c => c.Number(), defaults.FailureRatio),
            Reactivation = fields.Optional("reactivation", c => c.Duration(), defaults.Reactivation),
        };
    }
}
