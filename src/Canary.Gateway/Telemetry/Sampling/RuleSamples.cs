namespace Canary.Gateway.Telemetry.Sampling;

/// <summary>How often a service's rules decided in the last two intervals. Used under the sampler's lock.</summary>
/// <param name="counters">The counters.</param>
internal sealed class RuleSamples(RuleCounters counters)
{
    private const int Intervals = 2;

    private readonly Queue<long[]> _marks = new();

    /// <summary>The counters.</summary>
    public RuleCounters Counters => counters;

    /// <summary>How many intervals <see cref="Since"/> is about.</summary>
    public int Covered => Math.Max(0, _marks.Count - 1);

    /// <summary>Reads the counters.</summary>
    public void Take()
    {
        _marks.Enqueue(Read(counters));
        if (_marks.Count > Intervals + 1)
        {
            _marks.Dequeue();
        }
    }

    /// <summary>How often a rule decided in the intervals that are covered.</summary>
    /// <param name="rule">Its index.</param>
    public long Since(int rule) => _marks.Last()[rule] - _marks.Peek()[rule];

    private static long[] Read(RuleCounters counters) => [.. Enumerable.Range(0, counters.Names.Count).Select(counters.HitsOf)];
}
