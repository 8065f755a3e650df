using Canary.Core.Selection;

namespace Canary.Gateway.Telemetry;

/// <summary>What a variant's counters said at some time.</summary>
/// <param name="Drawn">Requests that weights gave it, drawn anew or by a sticky key.</param>
/// <param name="Outcomes">How requests ended.</param>
/// <param name="Durations">Requests by duration, a count for each bucket. Not to be written to.</param>
internal sealed record VariantCounts(long Drawn, VariantOutcomes Outcomes, long[] Durations)
{
    /// <summary>Nothing.</summary>
    public static VariantCounts Zero { get; } = new(0, default, new long[DurationBuckets.Count]);

    /// <summary>Reads the counters.</summary>
    /// <param name="metrics">The variant's.</param>
    /// <param name="before">What was read before: it is returned where nothing has changed, so that an idle service takes no memory.</param>
    public static VariantCounts Read(VariantMetrics metrics, VariantCounts before)
    {
        var drawn = DrawnOf(metrics);
        var outcomes = metrics.ReadOutcomes(metrics.ErrorCodes);
        if (drawn == before.Drawn && outcomes == before.Outcomes)
        {
            return before;
        }

        var durations = new long[DurationBuckets.Count];
        metrics.ReadDurations(durations);
        return new VariantCounts(drawn, outcomes, durations);
    }

    /// <summary>What was counted between two times.</summary>
    public static VariantCounts operator -(VariantCounts now, VariantCounts then) => new(
        now.Drawn - then.Drawn,
        now.Outcomes - then.Outcomes,
        [.. now.Durations.Zip(then.Durations, static (a, b) => a - b)]);

    private static long DrawnOf(VariantMetrics metrics) =>
        metrics.SelectionsFor(SelectionReason.Weight) + metrics.SelectionsFor(SelectionReason.Sticky) + metrics.SelectionsFor(SelectionReason.Limit);
}
