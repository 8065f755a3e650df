using System.Globalization;
using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Parts of the lines that people read.</summary>
internal static class RolloutText
{
    /// <summary>The most characters of a message, with all that is quoted in it.</summary>
    public const int MaxMessage = 2_000;

    /// <summary>The most characters of a text from outside that is kept or told: a reason, a note, a verdict's sentence.</summary>
    public const int MaxText = 500;

    /// <summary>The two largest units of a span, as <c>2h5m</c>; whole seconds.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Days: > 0 } => Units(span.Days, 'd', span.Hours, 'h'),
        { Hours: > 0 } => Units(span.Hours, 'h', span.Minutes, 'm'),
        { Minutes: > 0 } => Units(span.Minutes, 'm', span.Seconds, 's'),
        _ => Units(Math.Max(0, span.Seconds), 's', 0, ' '),
    };

    /// <summary>A point in time to the second, as <c>2026-11-27T11:30:00Z</c>.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number with thousands set apart, as <c>4,310</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Where a rollout is, as <c>step 3/5</c>.</summary>
    public static string Step(RolloutPlan plan, int step) => string.Create(CultureInfo.InvariantCulture, $"step {step + 1}/{plan.Steps.Count}");

    /// <summary>Where a rollout goes, as <c>step 3/5 → 25%</c>.</summary>
    public static string StepTo(RolloutPlan plan, int step) => $"{Step(plan, step)} → {plan.Steps[step].Weight}%";

    /// <summary>A name from outside.</summary>
    public static string Name(string by) => Quoted.Bare(by);

    /// <summary>A longer text from outside, in one line.</summary>
    public static string Text(string text) => Quoted.Within(text, MaxText);

    /// <summary>A reason after a colon, or nothing.</summary>
    public static string Because(string? reason) => string.IsNullOrWhiteSpace(reason) ? "" : $": {Text(reason)}";

    private static string Units(int large, char largeUnit, int small, char smallUnit) =>
        small == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{large}{largeUnit}")
            : string.Create(CultureInfo.InvariantCulture, $"{large}{largeUnit}{small}{smallUnit}");
}
