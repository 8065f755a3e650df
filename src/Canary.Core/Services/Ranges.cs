using System.Globalization;

namespace Canary.Core.Services;

/// <summary>Checks that values are within their range.</summary>
internal static class Ranges
{
    /// <summary>A check that a duration is whole milliseconds within the bounds.</summary>
    public static Func<TimeSpan, string?> Between(TimeSpan min, TimeSpan max) => value =>
        value >= min && value <= max && value.Ticks % TimeSpan.TicksPerMillisecond == 0
            ? null
            : $"must be from {Duration.Format(min)} to {Duration.Format(max)}, but is {Shown(value)}.";

    /// <summary>A check that a number is within the bounds.</summary>
    public static Func<int, string?> Between(int min, int max) => value =>
        value >= min && value <= max ? null : string.Create(CultureInfo.InvariantCulture, $"must be from {min} to {max}, but is {value}.");

    /// <summary>A check that a number is within the bounds.</summary>
    public static Func<double, string?> Between(double min, double max) => value =>
        value >= min && value <= max ? null : string.Create(CultureInfo.InvariantCulture, $"must be from {(decimal)min} to {(decimal)max}, but is {value}.");

    /// <summary>What is wrong with the number of items of a list, or null.</summary>
    public static string? CountProblem(int count, int min, int max, string items) =>
        count >= min && count <= max ? null : string.Create(CultureInfo.InvariantCulture, $"must have {min} to {max} {items}, but has {count}.");

    private static string Shown(TimeSpan value) =>
        value < TimeSpan.Zero || value.Ticks % TimeSpan.TicksPerMillisecond != 0 ? value.ToString("c", CultureInfo.InvariantCulture) : Duration.Format(value);
}
