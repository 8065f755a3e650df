using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Canary.Core.Services;

namespace Canary.Gateway.Telemetry;

/// <summary>How often each of a service's rules decided a request. Made with the service's snapshot, so that a request looks nothing up.</summary>
/// <remarks>
/// Written by requests, by one interlocked add on their core's own cells; read by the console. A changed service keeps the counters of its
/// rules where their names and order stay; else those of the same names are carried over, but for requests of the moment of the change.
/// </remarks>
internal sealed class RuleCounters
{
    private readonly string[] _names;
    private readonly StripedCells _cells;
    private readonly long[] _carried;

    private RuleCounters(string[] names, long[] carried) => (_names, _carried, _cells) = (names, carried, new StripedCells(names.Length));

    /// <summary>The rules' names, in their order.</summary>
    public ImmutableArray<string> Names => ImmutableCollectionsMarshal.AsImmutableArray(_names);

    /// <summary>The counters of a service's rules; null where it has none.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="before">Those of the service as it was; null where it is new or had none.</param>
    public static RuleCounters? Of(IReadOnlyList<RuleConfig> rules, RuleCounters? before)
    {
        if (rules.Count == 0)
        {
            return null;
        }

        string[] names = [.. rules.Select(rule => rule.Name)];
        return before is not null && before._names.AsSpan().SequenceEqual(names) ? before
            : new RuleCounters(names, [.. names.Select(name => before?.HitsOf(name) ?? 0)]);
    }

    /// <summary>A rule decided a request.</summary>
    /// <param name="rule">Its index.</param>
    public void Matched(int rule) => Interlocked.Increment(ref _cells.CurrentStripe()[rule]);

    /// <summary>How often a rule decided so far.</summary>
    /// <param name="rule">Its index.</param>
    public long HitsOf(int rule) => _carried[rule] + _cells.Sum(rule);

    /// <summary>How often a rule decided so far; 0 where there is none of that name.</summary>
    public long HitsOf(string name) => Array.IndexOf(_names, name) is >= 0 and var rule ? HitsOf(rule) : 0;
}
