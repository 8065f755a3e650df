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
    /// <param name="rule">Its name.</param>
    public long Since(string rule) => counters.Names.IndexOf(rule) is >= 0 and var index && _marks.Count > 0 ? _marks.Last()[index] - _marks.Peek()[index] : 0;

    private static long[] Read(RuleCounters counters) => [.. Enumerable.Range(0, counters.Names.Length).Select(counters.HitsOf)];
}
