using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.TestKit.Simulation;

namespace Canary.Benchmarks.Simulation;

/// <summary>A way to judge a rollout; one object for one rollout.</summary>
internal abstract class Rival
{
    /// <summary>Looks, after a flush.</summary>
    /// <returns>Whether it takes the canary back.</returns>
    public abstract bool Fails(SimulatedLook look);
}

/// <summary>The gateway's own judge.</summary>
/// <param name="analysis">How.</param>
internal sealed class OurJudge(AnalysisConfig analysis) : Rival
{
    /// <summary>The most evidence at any look, as a power of 10.</summary>
    public double MostEvidence { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether any look found the split off.</summary>
    public bool SawError { get; private set; }

    /// <inheritdoc/>
    public override bool Fails(SimulatedLook look)
    {
        var judgement = Judge.Of(new JudgementInputs
        {
            Analysis = analysis,
            Canary = "canary",
            Baseline = "stable",
            Rows = look.Rows,
            Outside = look.Outside,
            Step = look.Stage.Step,
            Share = look.Stage.Share,
        });
        MostEvidence = Math.Max(MostEvidence, judgement.EvidenceLog10);
        SawError |= judgement.Verdict.Kind == VerdictKind.Error;
        return judgement.Verdict.Kind == VerdictKind.Fail;
    }
}
