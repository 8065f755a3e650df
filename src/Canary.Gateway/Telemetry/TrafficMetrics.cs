namespace Canary.Gateway.Telemetry;

/// <summary>Owns the counters of all variants; a snapshot resolves them once, so that a request looks nothing up.</summary>
internal sealed class TrafficMetrics
{
    /// <summary>The counters of a variant, the same object for as long as its service exists.</summary>
    public VariantMetrics For(string service, string variant) => throw new NotImplementedException();

    /// <summary>Makes the series agree with the configuration: those of other services and variants go away.</summary>
    /// <param name="services">Each service's variants with the weight in force, 0 to 1.</param>
    public void Retain(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> services) => throw new NotImplementedException();
}
