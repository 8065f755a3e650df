using Canary.Core.Rollouts;

namespace Canary.Core.Analysis;

/// <summary>What all checks together say about a rollout's variant.</summary>
/// <param name="Verdict">The verdict, in one sentence with its numbers.</param>
/// <param name="Checks">Each check.</param>
/// <param name="EvidenceLog10">The mean evidence of the checks that weigh it, as a power of 10.</param>
/// <param name="ThresholdLog10">The evidence at which it is a <see cref="VerdictKind.Fail"/>: 1 / false-alarm rate, as a power of 10.</param>
public sealed record Judgement(Verdict Verdict, IReadOnlyList<CheckResult> Checks, double EvidenceLog10, double ThresholdLog10);

/// <summary>What a judgement rests on.</summary>
public sealed record JudgementInputs
{
    /// <summary>How evidence is judged.</summary>
    public required AnalysisConfig Analysis { get; init; }

    /// <summary>The variant's name.</summary>
    public required string Canary { get; init; }

    /// <summary>The baseline's name.</summary>
    public required string Baseline { get; init; }

    /// <summary>What was counted since the rollout began.</summary>
    public required IReadOnlyList<CountedRow> Rows { get; init; }

    /// <summary>What checks of other sources say. Default none.</summary>
    public IReadOnlyList<OutsideCheck> Outside { get; init; } = [];

    /// <summary>Index of the step that is judged.</summary>
    public required int Step { get; init; }

    /// <summary>The variant's share in force, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Which verdict the step waits for.</summary>
    public RequiredVerdict Required { get; init; } = RequiredVerdict.NoEvidenceAgainst;

    /// <summary>How long this step has been counting; zero: not known, and no time is foretold.</summary>
    public TimeSpan Counting { get; init; }
}
