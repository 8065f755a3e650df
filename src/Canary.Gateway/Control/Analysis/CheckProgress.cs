namespace Canary.Gateway.Control.Analysis;

/// <summary>What is remembered of a check from poll to poll, and from one leader to the next. Immutable.</summary>
internal sealed record CheckProgress
{
    /// <summary>How many polls in a row must be above a ratio's threshold for it to count.</summary>
    public const int PollsToFail = 3;

    /// <summary>Of a check that was never asked.</summary>
    public static CheckProgress None { get; } = new();

    /// <summary>The counters at the last poll, or null: there was none.</summary>
    public LastValues? Last { get; init; }

    /// <summary>What rose so far, under each share.</summary>
    public IReadOnlyList<RisenRow> Rows { get; init; } = [];

    /// <summary>How many polls in a row a counter fell.</summary>
    public int Falls { get; init; }

    /// <summary>How many polls in a row the ratio was above the threshold.</summary>
    public int Above { get; init; }

    /// <summary>The ratio at the last poll, or null: there was none.</summary>
    public double? Ratio { get; init; }

    /// <summary>The ratio was read.</summary>
    public CheckProgress WithRatio(double ratio, double max) =>
        this with { Ratio = ratio, Above = ratio > max ? Math.Min(Above + 1, PollsToFail) : 0 };

    /// <summary>Nothing was read: what must be so in a row begins anew.</summary>
    public CheckProgress WithoutReading() => Above == 0 && Ratio is null ? this : this with { Above = 0, Ratio = null };
}

/// <summary>What was read of the counters of both variants at one moment.</summary>
/// <param name="Canary">Events of the rollout's variant.</param>
/// <param name="Baseline">Events of the baseline.</param>
/// <param name="CanaryTotal">All of the variant, of which they are some; null where the check does not ask.</param>
/// <param name="BaselineTotal">All of the baseline.</param>
internal sealed record CounterValues(double Canary, double Baseline, double? CanaryTotal = null, double? BaselineTotal = null);

/// <summary>The counters at the last poll, and whether what rises from here on belongs to one share.</summary>
/// <param name="Values">The counters.</param>
/// <param name="Share">The variant's share in force then, 0 to 1.</param>
/// <param name="IsSettled">Whether that share had been in force for an interval, so that the counters no longer lag behind an older one.</param>
internal sealed record LastValues(CounterValues Values, double Share, bool IsSettled);

/// <summary>What rose under one share.</summary>
/// <param name="Share">The variant's share, between 0 and 1.</param>
/// <param name="Canary">Events of the rollout's variant.</param>
/// <param name="Baseline">Events of the baseline.</param>
/// <param name="Total">By how much the totals rose, where the share comes from them; else 0.</param>
internal sealed record RisenRow(double Share, double Canary, double Baseline, double Total);
