using System.Globalization;

namespace Canary.Benchmarks.Compare;

/// <summary>Median, least and most of the values of several rounds.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>The spread of at least one value.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary>As in a table: <c>21.3 (20.9–22.1)</c>, or the one value where all are the same.</summary>
    public string Format(string format)
    {
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return Text(Least) == Text(Most) ? Text(Median) : $"{Text(Median)} ({Text(Least)}–{Text(Most)})";
    }
}
