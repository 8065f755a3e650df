using Canary.Core.Rollouts;

namespace Canary.Core.Analysis;

/// <summary>What a check of the plan says whose source is not the gateway's own counting.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Answer">What its source said.</param>
public sealed record OutsideCheck(string Name, OutsideAnswer Answer);

/// <summary>What a source outside said.</summary>
public abstract record OutsideAnswer
{
    private OutsideAnswer()
    {
    }

    /// <summary>Counts of events, which are weighed as the gateway's own.</summary>
    /// <param name="Rows">Events of both sides under each share.</param>
    /// <param name="Tolerance">How many times the baseline's rate is still acceptable, 1 or more.</param>
    public sealed record Counted(IReadOnlyList<EventCounts> Rows, double Tolerance) : OutsideAnswer;

    /// <summary>A verdict. A threshold or a person's program has no false-alarm rate of its own: it is taken as it is.</summary>
    public sealed record Said(Verdict Verdict) : OutsideAnswer;
}
