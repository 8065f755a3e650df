using System.Diagnostics.Metrics;

namespace Canary.Gateway.Telemetry;

/// <summary>Publishes metric families as instruments of the meter <c>Canary.Gateway</c>, for whoever listens in the process.</summary>
/// <remarks>
/// The instruments observe the same cells as <c>/metrics</c>, under the same names, and cost nothing while nobody listens.
/// There is no observable histogram, so a histogram becomes two counters, <c>_count</c> and <c>_sum</c>; its buckets are
/// on <c>/metrics</c> alone. What the runtime publishes itself (meter <c>System.Runtime</c>) is not repeated.
/// </remarks>
internal sealed class GatewayInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Canary.Gateway";

    private readonly Meter _meter;

    /// <summary>Publishes the gateway's metrics until disposed.</summary>
    public GatewayInstruments(IReadOnlyList<MetricFamily> families, string version)
    {
        _meter = new Meter(MeterName, version);
        foreach (var family in families)
        {
            Publish(family);
        }
    }

    /// <summary>Takes the instruments back.</summary>
    public void Dispose() => _meter.Dispose();

    private void Publish(MetricFamily family)
    {
        switch (family.Type)
        {
            case MetricType.Counter:
                _meter.CreateObservableCounter(family.Name, () => Measure(family, SamplePart.Value), family.Unit, family.Help);
                break;
            case MetricType.UpDown:
                _meter.CreateObservableUpDownCounter(family.Name, () => Measure(family, SamplePart.Value), family.Unit, family.Help);
                break;
            case MetricType.Histogram:
                _meter.CreateObservableCounter(family.Name + "_count", () => Measure(family, SamplePart.Count), null, family.Help);
                _meter.CreateObservableCounter(family.Name + "_sum", () => Measure(family, SamplePart.Sum), family.Unit, family.Help);
                break;
            default:
                _meter.CreateObservableGauge(family.Name, () => Measure(family, SamplePart.Value), family.Unit, family.Help);
                break;
        }
    }

    private static IEnumerable<Measurement<double>> Measure(MetricFamily family, SamplePart part) =>
        family.Read().Where(sample => sample.Part == part).Select(sample => new Measurement<double>(sample.Value, TagsOf(family, sample)));

    private static IEnumerable<KeyValuePair<string, object?>> TagsOf(MetricFamily family, Sample sample)
    {
        for (var index = 0; index < family.LabelNames.Count; index++)
        {
            if (sample.LabelAt(index) is { } value)
            {
                yield return new(family.LabelNames[index], value);
            }
        }
    }
}
