using System.Globalization;
using Canary.Core.Rollouts;

namespace Canary.Core.Analysis;

/// <summary>Whether the variants got the shares that their weights promise. Where they did not, something else decides who gets what, and comparing them is worthless.</summary>
/// <remarks>Of draws alone, as requests of one sticky key all go the same way. Two-sided; the product over shares is evidence as each of them is.</remarks>
internal static class SampleRatio
{
    /// <summary>The name of the check.</summary>
    public const string Name = "sample-ratio";

    /// <summary>The check.</summary>
    /// <param name="inputs">What is judged.</param>
    /// <param name="threshold">The natural logarithm of the evidence at which it is an Error.</param>
    public static CheckResult Of(JudgementInputs inputs, double threshold)
    {
        var (log, canary, all, expected) = (0d, 0L, 0L, 0d);
        foreach (var row in inputs.Rows.Where(row => row.Share is > 0 and < 1))
        {
            log += DirichletEvidence.Log([1, 1], [row.Share, 1 - row.Share], [row.Canary.Draws, row.Baseline.Draws]);
            var draws = row.Canary.Draws + row.Baseline.Draws;
            canary += row.Canary.Draws;
            all += draws;
            expected += row.Share * draws;
        }

        var split = string.Create(CultureInfo.InvariantCulture, $"{inputs.Canary} got {AnalysisText.Percent(canary, all)} of {RolloutText.Number(all)} drawn requests, {AnalysisText.Percent(expected, all)} by its weights");
        var verdict = (all, log >= threshold) switch
        {
            (0, _) => new Verdict(VerdictKind.Pass, "no request was drawn by weight, so there is no split to check"),
            (_, true) => new Verdict(VerdictKind.Error, $"{split}: something else changes the split, or requests of one side go missing"),
            _ => new Verdict(VerdictKind.Pass, split),
        };
        return new CheckResult(Name, verdict)
        {
            EvidenceLog10 = LogMath.ToLog10(log),
            ThresholdLog10 = LogMath.ToLog10(threshold),
            Canary = new CheckSide(canary, all),
            Baseline = new CheckSide(all - canary, all),
        };
    }
}
