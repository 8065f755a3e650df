using Canary.Core.Selection;

namespace Canary.Gateway.Telemetry;

/// <summary>The counters of variants as metric families.</summary>
internal static class TrafficFamilies
{
    private static readonly (SelectionReason Reason, string Label)[] Reasons =
        [.. Enum.GetValues<SelectionReason>().Select(reason => (reason, SelectionReasonNames.NameOf(reason)))];

    /// <summary>All families, in the order of the page.</summary>
    public static IReadOnlyList<MetricFamily> Of(TrafficMetrics traffic) =>
    [
        new("canary_requests_total", MetricType.Counter, "Requests that ended, by the status code that the client got; 499 where the client went away.",
            ["service", "variant", "code"], () => Requests(traffic)),
        new("canary_request_duration_seconds", MetricType.Histogram, "Time from a request's start to the end of its answer.",
            ["service", "variant", "le"], () => Durations(traffic), "seconds"),
        new("canary_requests_in_flight", MetricType.UpDown, "Requests that began and have not ended.",
            ["service", "variant"], () => traffic.Variants.Select(v => new Sample(v.InFlight, v.Service, v.Variant))),
        new("canary_selections_total", MetricType.Counter, "Requests given to a variant, by why it was chosen.",
            ["service", "variant", "reason"], () => Selections(traffic)),
        new("canary_fallbacks_total", MetricType.Counter, "Requests that one variant failed to answer and another one got; they count as requests of the first.",
            ["service", "from", "to"], () => traffic.Variants.Where(v => v.FallsBackTo is not null).Select(v => new Sample(v.FellBack, v.Service, v.Variant, v.FallsBackTo))),
        new("canary_retries_total", MetricType.Counter, "Requests that a destination failed to answer and another one of the same variant got.",
            ["service", "variant"], () => traffic.Variants.Where(v => v.IsRetried).Select(v => new Sample(v.Retried, v.Service, v.Variant))),
        new("canary_replays_refused_total", MetricType.Counter, "Requests that would have been sent again, had the budget for that not been spent.",
            ["service", "variant"], () => traffic.Variants.Where(v => v.IsRetried || v.FallsBackTo is not null).Select(v => new Sample(v.RefusedReplays, v.Service, v.Variant))),
        new("canary_weight_ratio", MetricType.Gauge, "The variant's share of traffic that no rule decides, from 0 to 1.",
            ["service", "variant"], () => traffic.Variants.Select(v => new Sample(v.WeightRatio, v.Service, v.Variant)), "ratio"),
        new("canary_baseline_info", MetricType.Info, "Which variant of a service is the baseline.",
            ["service", "variant"], () => traffic.Variants.Where(v => v.IsBaseline).Select(v => new Sample(1, v.Service, v.Variant))),
    ];

    private static IEnumerable<Sample> Requests(TrafficMetrics traffic)
    {
        foreach (var variant in traffic.Variants)
        {
            for (var code = variant.Codes.NextAfter(0); code > 0; code = variant.Codes.NextAfter(code))
            {
                yield return new Sample(variant.Codes.CountOf(code), variant.Service, variant.Variant, StatusCodeCells.LabelOf(code));
            }
        }
    }

    private static IEnumerable<Sample> Durations(TrafficMetrics traffic)
    {
        var buckets = new long[DurationBuckets.Count];
        foreach (var variant in traffic.Variants)
        {
            var sum = variant.ReadDurations(buckets);
            var count = 0L;
            for (var bucket = 0; bucket < buckets.Length; bucket++)
            {
                count += buckets[bucket];
                yield return new Sample(count, variant.Service, variant.Variant, DurationBuckets.Labels[bucket], SamplePart.Bucket);
            }

            yield return new Sample(sum.TotalSeconds, variant.Service, variant.Variant, Part: SamplePart.Sum);
            yield return new Sample(count, variant.Service, variant.Variant, Part: SamplePart.Count);
        }
    }

    private static IEnumerable<Sample> Selections(TrafficMetrics traffic)
    {
        foreach (var variant in traffic.Variants)
        {
            foreach (var (reason, label) in Reasons)
            {
                yield return new Sample(variant.SelectionsFor(reason), variant.Service, variant.Variant, label);
            }
        }
    }
}
