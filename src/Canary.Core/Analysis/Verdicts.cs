using Canary.Core.Rollouts;

namespace Canary.Core.Analysis;

/// <summary>Makes one verdict of those of all checks.</summary>
internal static class Verdicts
{
    /// <summary>The verdict.</summary>
    /// <param name="inputs">What is judged.</param>
    /// <param name="weighed">The checks that weigh evidence.</param>
    /// <param name="checks">All checks, as people see them.</param>
    /// <param name="split">That of the sample ratio, which is one of them.</param>
    /// <param name="isWorse">Whether the evidence of all together reached the threshold.</param>
    public static Verdict Of(JudgementInputs inputs, IReadOnlyList<WeighedCheck> weighed, IReadOnlyList<CheckResult> checks, CheckResult split, bool isWorse)
    {
        var said = checks.FirstOrDefault(check => check is { EvidenceLog10: null, Verdict.Kind: VerdictKind.Fail });
        if (said is not null)
        {
            return new Verdict(VerdictKind.Fail, $"{said.Name}: {said.Verdict.Message}");
        }

        if (split.Verdict.Kind == VerdictKind.Error)
        {
            return new Verdict(VerdictKind.Error, $"{split.Name}: {split.Verdict.Message}");
        }

        if (isWorse)
        {
            var worst = weighed.MaxBy(check => check.LogWorse)!;
            return new Verdict(
                VerdictKind.Fail,
                $"{worst.Numbers}: evidence {AnalysisText.Evidence(LogMath.ToLog10(worst.LogWorse))} that it is {worst.TooMuch} (false-alarm rate {AnalysisText.Rate(inputs.Analysis.FalseAlarmRate)})");
        }

        if (checks.FirstOrDefault(check => check.Verdict.Kind == VerdictKind.Error) is { } down)
        {
            return new Verdict(VerdictKind.Error, $"{down.Name}: {down.Verdict.Message}");
        }

        if ((TooFew(inputs) ?? Outage(inputs)) is { } unclear)
        {
            return unclear;
        }

        var open = checks.Where(check => check.Verdict.Kind == VerdictKind.Inconclusive).ToList();
        return open.Count > 0
            ? new Verdict(VerdictKind.Inconclusive, string.Join("; ", open.Select(check => check.Verdict.Message)))
            : new Verdict(VerdictKind.Pass, string.Join("; ", checks.Where(check => check != split).Select(check => check.Verdict.Message)));
    }

    // Where both sides fail, the variant is not worse; and nobody wants it to go on.
    private static Verdict? Outage(JudgementInputs inputs)
    {
        var rows = inputs.Rows.Where(row => row.Step == inputs.Step).ToList();
        var (requests, errors) = (rows.Sum(row => row.Canary.Requests + row.Baseline.Requests), rows.Sum(row => row.Canary.Errors + row.Baseline.Errors));
        return 2 * errors > requests
            ? new Verdict(VerdictKind.Inconclusive, $"{RolloutText.Number(errors)} of {RolloutText.Number(requests)} requests in this step failed, on both sides together: that says nothing about {inputs.Canary}")
            : null;
    }

    private static Verdict? TooFew(JudgementInputs inputs)
    {
        var rows = inputs.Rows.Where(row => row.Step == inputs.Step).ToList();
        var (canary, baseline) = (rows.Sum(row => row.Canary.Requests), rows.Sum(row => row.Baseline.Requests));

        // Where everything goes to the variant the baseline has nothing to show, and where it gets nothing, neither has the variant.
        var needsBaseline = inputs.Share < 1;
        var (least, of) = needsBaseline && baseline < canary ? (baseline, inputs.Baseline) : (canary, inputs.Canary);
        if (least >= inputs.Analysis.MinRequests)
        {
            return null;
        }

        var missing = inputs.Analysis.MinRequests - least;
        var seen = needsBaseline
            ? $"{RolloutText.Number(canary)} of {inputs.Canary} and {RolloutText.Number(baseline)} of {inputs.Baseline}"
            : $"{RolloutText.Number(canary)} of {inputs.Canary}";
        return new Verdict(
            VerdictKind.Inconclusive,
            $"insufficient data: {seen} in this step, {RolloutText.Number(inputs.Analysis.MinRequests)} requests {(needsBaseline ? "of each " : "")}are wanted; {RolloutText.Number(missing)} of {of} are missing{AnalysisText.Foretell(missing, least, inputs.Counting)}");
    }
}
