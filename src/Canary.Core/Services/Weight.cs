using System.Globalization;

namespace Canary.Core.Services;

/// <summary>A variant's share of the traffic that no rule decides, from 0 to 100 percent in steps of 0.01, kept as a whole number of hundredths.</summary>
public readonly record struct Weight : IComparable<Weight>
{
    /// <summary>The hundredths that 100 percent has.</summary>
    public const int FullHundredths = 10_000;

    private Weight(int hundredths) => Hundredths = hundredths;

    /// <summary>The weight in hundredths of a percent, 0 to <see cref="FullHundredths"/>.</summary>
    public int Hundredths { get; }

    /// <summary>The weight in percent, 0 to 100, at most two decimals.</summary>
    public decimal Percent => Hundredths / 100m;

    /// <summary>Nothing at all.</summary>
    public static Weight Zero => default;

    /// <summary>Everything.</summary>
    public static Weight Full => new(FullHundredths);

    /// <summary>The weight of <paramref name="hundredths"/> hundredths of a percent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above <see cref="FullHundredths"/>.</exception>
    public static Weight FromHundredths(int hundredths)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hundredths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hundredths, FullHundredths);
        return new Weight(hundredths);
    }

    /// <summary>The weight of <paramref name="percent"/> percent; false where it is below 0, above 100, or finer than 0.01.</summary>
    public static bool TryFromPercent(decimal percent, out Weight weight)
    {
        if (percent is < 0m or > 100m || decimal.Truncate(percent * 100m) != percent * 100m)
        {
            weight = default;
            return false;
        }

        weight = new Weight((int)(percent * 100m));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Weight other) => Hundredths.CompareTo(other.Hundredths);

    /// <summary>The percent number, as <c>33.33</c>.</summary>
    public override string ToString() => Percent.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Whether <paramref name="left"/> is the smaller weight.</summary>
    public static bool operator <(Weight left, Weight right) => left.Hundredths < right.Hundredths;

    /// <summary>Whether <paramref name="left"/> is the larger weight.</summary>
    public static bool operator >(Weight left, Weight right) => left.Hundredths > right.Hundredths;

    /// <summary>Whether <paramref name="left"/> is not the larger weight.</summary>
    public static bool operator <=(Weight left, Weight right) => left.Hundredths <= right.Hundredths;

    /// <summary>Whether <paramref name="left"/> is not the smaller weight.</summary>
    public static bool operator >=(Weight left, Weight right) => left.Hundredths >= right.Hundredths;
}
