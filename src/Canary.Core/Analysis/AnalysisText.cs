using System.Globalization;
using Canary.Core.Rollouts;

namespace Canary.Core.Analysis;

/// <summary>Parts of the sentences of verdicts.</summary>
internal static class AnalysisText
{
    /// <summary>Both sides' numbers, as <c>errors 12/4,310 against 40/38,900</c>.</summary>
    public static string Sides(string what, CheckSide canary, CheckSide baseline) => $"{what} {Side(canary)} against {Side(baseline)}";

    /// <summary>One side's numbers, as <c>different answers 12/1,000</c>.</summary>
    public static string Side(string what, CheckSide side) => $"{what} {Side(side)}";

    /// <summary>A duration in its own unit, as <c>250ms</c>, <c>2.5s</c>.</summary>
    public static string Short(TimeSpan span) => span < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.###}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###}s");

    /// <summary>A ratio, as <c>1.25×</c>.</summary>
    public static string Times(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.##}×");

    /// <summary>A rate, as <c>1%</c>.</summary>
    public static string Rate(double rate) => string.Create(CultureInfo.InvariantCulture, $"{100 * rate:0.####}%");

    /// <summary>A share of a number, as <c>4.9%</c>.</summary>
    public static string Percent(double part, long all) => string.Create(CultureInfo.InvariantCulture, $"{100 * part / Math.Max(1, all):0.0#}%");

    /// <summary>Evidence as people bet on it, as <c>240 to 1</c>.</summary>
    public static string Evidence(double log10) => log10 > 9
        ? "over 10^9 to 1"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Pow(10, log10):N0} to 1");

    /// <summary>When what is missing will be there at the present rate, or nothing where nobody knows.</summary>
    /// <param name="missing">How much is missing.</param>
    /// <param name="seen">How much there is.</param>
    /// <param name="within">In how long.</param>
    public static string Foretell(double missing, double seen, TimeSpan within)
    {
        if (within <= TimeSpan.Zero || missing <= 0)
        {
            return "";
        }

        if (seen <= 0)
        {
            return "; at the present rate they never come";
        }

        var seconds = missing / seen * within.TotalSeconds;
        return seconds > TimeSpan.FromDays(365).TotalSeconds
            ? "; at the present rate that takes more than a year"
            : $"; at the present rate that takes about {RolloutText.Span(TimeSpan.FromSeconds(Math.Ceiling(seconds)))}";
    }

    /// <summary>What a check still lacks to say that the variant is not worse.</summary>
    public static string Missing(WeighedCheck check, double threshold, JudgementInputs inputs)
    {
        if (check.Canary.Events + check.Baseline.Events == 0)
        {
            return $"which can't show that {inputs.Canary} is not worse: nothing of the kind happened on either side";
        }

        var has = Evidence(LogMath.ToLog10(check.LogNotWorse));
        var wanted = Evidence(LogMath.ToLog10(threshold));
        return check.LogNotWorse <= 0
            ? $"evidence {has} of {wanted} that it is not worse than {check.Acceptable}; so far it does not grow"
            : $"evidence {has} of {wanted} that it is not worse than {check.Acceptable}{Foretell(threshold - check.LogNotWorse, check.LogNotWorse, inputs.Counting)}";
    }

    private static string Side(CheckSide side) => side.Total > 0
        ? $"{RolloutText.Number(side.Events)}/{RolloutText.Number(side.Total)}"
        : RolloutText.Number(side.Events);
}
