using System.Text.Json;
using Canary.Core.Analysis;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Control.Evidence;
using Canary.Gateway.Hosting;
using Canary.Gateway.Telemetry.Sampling;

namespace Canary.Gateway.Console;

/// <summary>Writes a service's traffic: lists of numbers, a value for each interval.</summary>
/// <param name="writer">Where to.</param>
/// <param name="services">What this gateway knows.</param>
/// <param name="service">The service.</param>
/// <param name="scope">What its numbers are of.</param>
/// <param name="since">Only intervals that ended after this time.</param>
internal sealed class TrafficWriter(Utf8JsonWriter writer, GatewayServices services, ServiceSnapshot service, string scope, DateTimeOffset since)
{
    private const int RateDecimals = 2;
    private const int ShareDecimals = 5;

    // Evidence is looked at as often as traffic is sampled, by another clock.
    private static readonly TimeSpan MostAge = 1.5 * TrafficSampler.Interval;

    /// <summary>Writes it as one object.</summary>
    public void Write()
    {
        writer.WriteStartObject();
        writer.WriteString("at", services.Time.GetUtcNow().UtcDateTime);
        writer.WriteString("interval", Duration.Format(TrafficSampler.Interval));
        writer.WriteString("scope", scope);
        var times = services.Samples.Read(samples =>
        {
            long[] shown = [.. Range(samples.First, samples.Next).Where(interval => samples.At(interval).At > since)];
            WritePoints(samples, shown);
            WriteRules(samples);
            return shown.Select(interval => samples.At(interval).At).ToList();
        });
        WriteEvidence(times);
        writer.WriteEndObject();
    }

    private static IEnumerable<long> Range(long first, long end)
    {
        for (var interval = first; interval < end; interval++)
        {
            yield return interval;
        }
    }

    private void WritePoints(TrafficSampler.Reader samples, long[] shown)
    {
        writer.WriteStartObject("points");
        writer.WriteStartArray("at");
        foreach (var interval in shown)
        {
            writer.WriteStringValue(samples.At(interval).At.UtcDateTime);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("variants");
        foreach (var variant in service.Variants)
        {
            var sampled = Named(samples.Variants(service.Name), variant.Name);
            TrafficPoint At(long interval) => sampled?.At(interval) ?? new TrafficPoint(0, 0, 0);
            writer.WriteStartObject(variant.Name);
            WriteList("requestsPerSecond", shown, interval => At(interval).Started / Math.Max(1e-3, samples.At(interval).Length.TotalSeconds), RateDecimals);
            WriteList("errorRate", shown, interval => At(interval).ErrorRate, ShareDecimals);
            WriteList("p50", shown, interval => At(interval).P50, ShareDecimals);
            WriteList("p99", shown, interval => At(interval).P99, ShareDecimals);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static VariantSamples? Named(ReadOnlySpan<VariantSamples> variants, string name)
    {
        foreach (var variant in variants)
        {
            if (variant.Variant == name)
            {
                return variant;
            }
        }

        return null;
    }

    private void WriteRules(TrafficSampler.Reader samples)
    {
        var counters = services.Traffic.Rules.GetValueOrDefault(service.Name);
        var sampled = samples.Rules(service.Name);
        var seconds = sampled is null ? 0 : samples.Length(samples.Next - sampled.Covered, samples.Next - 1).TotalSeconds;
        writer.WriteStartArray("rules");
        for (var rule = 0; rule < service.Config.Rules.Count; rule++)
        {
            var name = service.Config.Rules[rule].Name;
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteNumber("hits", counters?.HitsOf(name) ?? 0);
            writer.WriteNumber("perSecond", seconds > 0 ? Math.Round(sampled!.Since(name) / seconds, RateDecimals) : 0);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteEvidence(List<DateTimeOffset> times)
    {
        var marks = services.Evidence?.Of(service.Name) ?? [];
        if (marks.Count == 0)
        {
            writer.WriteNull("evidence");
            return;
        }

        var shown = times.ConvertAll(at => marks.LastOrDefault(mark => mark.At <= at && at - mark.At < MostAge));
        writer.WriteStartObject("evidence");
        writer.WriteStartObject("checks");
        foreach (var check in marks.SelectMany(mark => mark.Checks).Select(check => check.Name).Distinct())
        {
            writer.WriteStartObject(check);
            WriteList("log10", shown, mark => Of(mark, check)?.Log10, ShareDecimals);
            WriteList("threshold", shown, mark => Of(mark, check)?.ThresholdLog10, ShareDecimals);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static CheckEvidence? Of(EvidenceTrail.Mark? mark, string check)
    {
        foreach (var one in mark?.Checks ?? [])
        {
            if (one.Name == check)
            {
                return one;
            }
        }

        return null;
    }

    private void WriteList<T>(string name, IEnumerable<T> all, Func<T, double?> valueOf, int decimals)
    {
        writer.WriteStartArray(name);
        foreach (var one in all)
        {
            if (valueOf(one) is { } value && !double.IsNaN(value))
            {
                writer.WriteNumberValue(Math.Round(value, decimals));
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }
}
