namespace Canary.Gateway.Telemetry;

/// <summary>A metric with all its series: what it is called, what it means, and how its values are read.</summary>
/// <remarks>
/// The seam of this folder: sources offer families; the exposition and the instruments read them. Another library takes
/// the place of either by reading the same lists.
/// </remarks>
/// <param name="Name">The name of its samples, without the <c>_bucket</c>, <c>_sum</c> and <c>_count</c> of a histogram.</param>
/// <param name="Type">What kind of metric.</param>
/// <param name="Help">One sentence for the reader of a dashboard.</param>
/// <param name="LabelNames">Names of the labels whose values a <see cref="Sample"/> gives in the same order; at most three.</param>
/// <param name="Read">Reads the present values, in a stable order, lazily: nothing is held for all series at once. May be called by several threads.</param>
/// <param name="Unit">A base unit that the name has as a suffix (<c>seconds</c>, <c>bytes</c>, <c>ratio</c>), or null.</param>
internal sealed record MetricFamily(
    string Name, MetricType Type, string Help, IReadOnlyList<string> LabelNames, Func<IEnumerable<Sample>> Read, string? Unit = null)
{
    /// <summary>A family of one series without labels.</summary>
    public static MetricFamily Single(string name, MetricType type, string help, Func<double> read, string? unit = null) =>
        new(name, type, help, [], () => [new Sample(read())], unit);
}

/// <summary>What kind of metric a family is.</summary>
internal enum MetricType
{
    /// <summary>Only grows; the name ends in <c>_total</c>.</summary>
    Counter,

    /// <summary>Goes up and down; a sum over instances has no meaning.</summary>
    Gauge,

    /// <summary>Goes up and down, and may be summed over instances. Prometheus knows it as a gauge.</summary>
    UpDown,

    /// <summary>Cumulative buckets, sum and count.</summary>
    Histogram,

    /// <summary>Always 1, says what it says by labels; the name ends in <c>_info</c>. The text format knows it as a gauge.</summary>
    Info,
}

/// <summary>The value of one series.</summary>
/// <param name="Value">The value.</param>
/// <param name="Label1">Value of the family's first label; null leaves the label out. Any text, escaped when written.</param>
/// <param name="Label2">Value of the second.</param>
/// <param name="Label3">Value of the third.</param>
/// <param name="Part">Which part of a histogram, else <see cref="SamplePart.Value"/>.</param>
internal readonly record struct Sample(
    double Value, string? Label1 = null, string? Label2 = null, string? Label3 = null, SamplePart Part = SamplePart.Value)
{
    /// <summary>A label's value by its place, 0 to 2.</summary>
    public string? LabelAt(int index) => index switch { 0 => Label1, 1 => Label2, _ => Label3 };
}

/// <summary>Which part of a metric a sample is.</summary>
internal enum SamplePart
{
    /// <summary>The value of a counter or gauge.</summary>
    Value,

    /// <summary>A cumulative bucket of a histogram.</summary>
    Bucket,

    /// <summary>The sum of a histogram.</summary>
    Sum,

    /// <summary>The count of a histogram.</summary>
    Count,
}
