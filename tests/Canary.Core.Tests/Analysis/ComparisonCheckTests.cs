using Canary.Core.Analysis;
using Canary.Core.Rollouts;

namespace Canary.Core.Tests.Analysis;

public sealed class ComparisonCheckTests
{
    [Theory]
    [InlineData(0, 0, VerdictKind.Inconclusive)]
    [InlineData(1_000, 10, VerdictKind.Pass)]
    [InlineData(1_000, 30, VerdictKind.Fail)]
    [InlineData(200, 200, VerdictKind.Fail)]
    public void Of_ComparedAnswers_FailsWhereMoreDifferThanMay(long all, long different, VerdictKind expected)
    {
        var check = Judged(all, different).Checks.Single(check => check.Name == "comparison");
        check.Verdict.Kind.ShouldBe(expected, check.Verdict.Message);
        check.Canary.ShouldBe(new CheckSide(different, all));
    }

    [Fact]
    public void Of_TooManyDifferentAnswers_SaysSoInItsNumbers() =>
        Judged(1_000, 50).Verdict.Message.ShouldStartWith("different answers 50/1,000: evidence ");

    [Fact]
    public void Of_AsManyDifferentAnswersAsMay_SeldomFailsHoweverOftenOneLooks()
    {
        var alarms = 0;
        for (var run = 0; run < 200; run++)
        {
            var chance = new Random(run);
            var different = 0;
            for (var all = 1; all <= 5_000; all++)
            {
                different += chance.Next(100) == 0 ? 1 : 0;
                if (all % 100 == 0 && Judged(all, different).Verdict.Kind == VerdictKind.Fail)
                {
                    alarms++;
                    break;
                }
            }
        }

        // 1% are promised, 2 of 200; the seeds are fixed.
        alarms.ShouldBeLessThan(9);
    }

    private static Judgement Judged(long all, long different) => Judge.Of(new JudgementInputs
    {
        Analysis = new AnalysisConfig { ErrorTolerance = null, LatencyTolerance = null, ComparisonTolerance = 0.01, MinRequests = 0 },
        Canary = "canary",
        Baseline = "stable",
        Rows = [new CountedRow(0, 0.1, SideCounts.Zero, SideCounts.Zero) { Compared = new ComparedCounts(all, different) }],
        Step = 0,
        Share = 0.1,
    });
}
