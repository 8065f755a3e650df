namespace Canary.Core.Analysis;

/// <summary>IS THE CANARY HEALTHY: weighs what was counted and gives the verdict. Pure, and right however often it is asked.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>The evidence that the variant is worse is the mean over the checks, so that the false-alarm rate holds for all of them together.</item>
/// <item>That it is not worse, each check must show by itself: then the rate holds for each.</item>
/// <item>A split that does not fit the weights makes counts worthless: an Error, whatever they say.</item>
/// </list>
/// </remarks>
public static class Judge
{
    /// <summary>The verdict.</summary>
    public static Judgement Of(JudgementInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var threshold = -Math.Log(inputs.Analysis.FalseAlarmRate);
        var weighed = Weighed(inputs).ToList();
        var evidence = weighed.Count == 0 ? 0 : LogMath.MeanExp([.. weighed.Select(check => check.LogWorse)]);
        var alone = threshold + Math.Log(Math.Max(1, weighed.Count));
        var split = SampleRatio.Of(inputs, threshold);
        List<CheckResult> checks =
        [
            .. weighed.Select(check => check.ToResult(inputs, threshold, alone)),
            split,
            .. inputs.Outside.Where(check => check.Answer is OutsideAnswer.Said).Select(check => new CheckResult(check.Name, ((OutsideAnswer.Said)check.Answer).Verdict)),
        ];
        var verdict = Verdicts.Of(inputs, weighed, checks, split, evidence >= threshold);
        return new Judgement(verdict, checks, LogMath.ToLog10(evidence), LogMath.ToLog10(threshold));
    }

    private static IEnumerable<WeighedCheck> Weighed(JudgementInputs inputs)
    {
        if (inputs.Analysis.ErrorTolerance is { } errors)
        {
            yield return WeighedCheck.Errors(inputs.Rows, errors);
        }

        if (inputs.Analysis.LatencyTolerance is { } latency)
        {
            yield return WeighedCheck.Latency(inputs.Rows, latency);
        }

        if (inputs.Analysis.ComparisonTolerance is { } different)
        {
            yield return WeighedCheck.Comparison(inputs.Rows, different);
        }

        foreach (var check in inputs.Outside)
        {
            if (check.Answer is OutsideAnswer.Counted counted)
            {
                yield return WeighedCheck.Counted(check.Name, counted);
            }
        }
    }
}
