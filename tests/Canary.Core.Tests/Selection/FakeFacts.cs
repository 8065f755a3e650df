using System.Net;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

/// <summary>A request made of lists, with seeded chance and a clock that advances by a fixed step at each reading.</summary>
internal sealed class FakeFacts : RequestFacts
{
    private readonly List<(FactSource Source, string Name, string Value)> _values = [];
    private long _elapsed;
    private ulong _draws;

    public string MethodText { get; set; } = "GET";

    public string PathText { get; set; } = "/";

    public IPAddress? Remote { get; set; }

    public ulong Seed { get; set; }

    public long ClockStepMicroseconds { get; set; }

    public int Questions { get; private set; }

    public int ClockReadings { get; private set; }

    public override ReadOnlySpan<char> Method => MethodText;

    public override ReadOnlySpan<char> Path => PathText;

    public override IPAddress? RemoteAddress => Remote;

    public override long ElapsedMicroseconds
    {
        get
        {
            ClockReadings++;
            return _elapsed += ClockStepMicroseconds;
        }
    }

    public FakeFacts With(FactSource source, string name, string value)
    {
        _values.Add((source, name, value));
        return this;
    }

    public override bool TryGetNext(NamedFact fact, scoped ref int next, out ReadOnlySpan<char> value)
    {
        Questions++;
        var (source, name, index) = (fact.Source, fact.Name, next++);
        var comparison = source == FactSource.Header ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var candidate in _values)
        {
            if (candidate.Source == source && candidate.Name.Equals(name, comparison) && index-- == 0)
            {
                value = candidate.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public override ulong NextRandom() => SplitMix64.At(Seed, _draws++);
}
