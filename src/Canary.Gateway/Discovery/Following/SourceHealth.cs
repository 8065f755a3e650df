namespace Canary.Gateway.Discovery.Following;

/// <summary>What is counted about one kind of source. Written by its followers, read by the metrics; every member is one number.</summary>
/// <param name="kind">The kind.</param>
internal sealed class SourceHealth(string kind)
{
    private long _failures;
    private long _refused;

    /// <summary>The kind.</summary>
    public string Kind { get; } = kind;

    /// <summary>Questions that failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Destinations that were left out of answers.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>A question failed.</summary>
    public void Failed() => Interlocked.Increment(ref _failures);

    /// <summary>Destinations were left out.</summary>
    public void LeftOut(int count) => Interlocked.Add(ref _refused, count);
}
