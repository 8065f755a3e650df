namespace Canary.Core.Analysis.Planning;

/// <summary>A check of the gateway's own counts: what a canary that is some times worse would do in it.</summary>
/// <param name="what">What is some times worse, as <c>the errors</c>.</param>
/// <param name="tolerance">How many times the baseline's rate is acceptable.</param>
internal abstract class PlannedCheck(string what, double tolerance)
{
    /// <summary>What is some times worse, as <c>the errors</c>.</summary>
    public string What => what;

    /// <summary>How many times the baseline's rate is acceptable.</summary>
    public double Tolerance => tolerance;

    /// <summary>The evidence that the canary is worse.</summary>
    public EvidenceGrid Worse { get; } = EvidenceGrid.Above(tolerance);

    /// <summary>The evidence that it is not worse.</summary>
    public EvidenceGrid NotWorse { get; } = EvidenceGrid.Below(tolerance);

    /// <summary>Why nothing is known of it, in one sentence; null where something is.</summary>
    public abstract string? Unknown { get; }

    /// <summary>How likely a request is an event, for each kind of events.</summary>
    /// <param name="share">The canary's share, 0 to 1.</param>
    /// <param name="worse">How many times worse the canary is; 1: not at all.</param>
    public abstract IReadOnlyList<EventChance> Chances(double share, double worse);

    /// <summary>Those kinds of a canary that is as good as the baseline which each must show by themselves that it is not worse.</summary>
    public abstract IReadOnlyList<EventChance> Decisive(double share);

    /// <summary>Says that so much worse is still within the tolerance, in one sentence.</summary>
    public abstract string Tolerates(double worse);
}
