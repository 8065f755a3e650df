using Canary.TestKit.Battery;

namespace Canary.Benchmarks.Battery;

/// <summary>How a case ended.</summary>
internal enum Outcome
{
    /// <summary>As wanted.</summary>
    AsWanted,

    /// <summary>Otherwise.</summary>
    Unwanted,

    /// <summary>The proxy can't do such things at all.</summary>
    NotAble,
}

/// <summary>What was seen of a proxy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="All">By case; null where it can't do such things.</param>
internal sealed record SubjectResults(string Name, IReadOnlyDictionary<BatteryCase, Exchange?> All)
{
    /// <summary>How a case ended.</summary>
    public Outcome Of(BatteryCase @case) => All[@case] is not { } seen ? Outcome.NotAble : @case.Wanted.IsMet(seen) || @case.Allowed?.IsMet(seen) == true ? Outcome.AsWanted : Outcome.Unwanted;

    /// <summary>What was seen, in one line.</summary>
    public string Seen(BatteryCase @case) => All[@case]?.ToString() ?? "";

    /// <summary>How many of some cases ended as wanted, and how many it can do at all.</summary>
    public (int AsWanted, int Able) Count(IEnumerable<BatteryCase> cases)
    {
        var outcomes = cases.Select(Of).ToList();
        return (outcomes.Count(o => o == Outcome.AsWanted), outcomes.Count(o => o != Outcome.NotAble));
    }
}
