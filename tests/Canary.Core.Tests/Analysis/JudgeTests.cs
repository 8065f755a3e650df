using Canary.Core.Analysis;
using Canary.Core.Rollouts;

namespace Canary.Core.Tests.Analysis;

public sealed class JudgeTests
{
    private static readonly AnalysisConfig Errors = new() { LatencyTolerance = null };

    [Fact]
    public void Of_NoTraffic_IsInconclusiveAndSaysWhatIsMissing() => Verdict([], counting: TimeSpan.FromMinutes(1)).ShouldBe(new Verdict(
        VerdictKind.Inconclusive,
        "insufficient data: 0 of canary and 0 of stable in this step, 200 requests of each are wanted; 200 of canary are missing; at the present rate they never come"));

    [Fact]
    public void Of_TenRequests_IsInconclusiveAndForetells() => Verdict([Row(0.5, (5, 1), (5, 0))], counting: TimeSpan.FromMinutes(1)).ShouldBe(new Verdict(
        VerdictKind.Inconclusive,
        "insufficient data: 5 of canary and 5 of stable in this step, 200 requests of each are wanted; 195 of canary are missing; at the present rate that takes about 39m"));

    [Fact]
    public void Of_TrafficOfOneVariantOnly_IsAnError()
    {
        var judgement = Of([Row(0.5, (0, 0), (1_000, 5))]);

        judgement.Verdict.Kind.ShouldBe(VerdictKind.Error);
        judgement.Verdict.Message.ShouldBe("sample-ratio: canary got 0.0% of 1,000 drawn requests, 50.0% by its weights: something else changes the split, or requests of one side go missing");
    }

    [Fact]
    public void Of_StickyTrafficOfOneVariantOnly_IsInconclusive() =>
        Verdict([Row(0.5, (0, 0), (1_000, 5), draws: false)]).Message.ShouldStartWith("insufficient data: 0 of canary and 1,000 of stable in this step");

    [Fact]
    public void Of_NoErrorsAtAll_PassesWhereNothingSpeaksAgainstItAndCannotShowThatItIsNotWorse()
    {
        CountedRow[] rows = [Row(0.5, (1_000, 0), (1_000, 0))];

        Verdict(rows).ShouldBe(new Verdict(VerdictKind.Pass, "errors 0/1,000 against 0/1,000, no evidence against it"));
        Verdict(rows, RequiredVerdict.NotWorse).ShouldBe(new Verdict(
            VerdictKind.Inconclusive, "errors 0/1,000 against 0/1,000, which can't show that canary is not worse: nothing of the kind happened on either side"));
    }

    [Theory]
    [InlineData(RequiredVerdict.NoEvidenceAgainst)]
    [InlineData(RequiredVerdict.NotWorse)]
    public void Of_NothingButErrorsOnBothSides_IsInconclusive(RequiredVerdict required) => Verdict([Row(0.5, (1_000, 1_000), (1_000, 1_000))], required).ShouldBe(new Verdict(
        VerdictKind.Inconclusive, "2,000 of 2,000 requests in this step failed, on both sides together: that says nothing about canary"));

    [Fact]
    public void Of_AWorseCanary_FailsWithItsNumbers()
    {
        var judgement = Of([Row(0.05, (4_310, 129), (81_890, 409))]);

        judgement.Verdict.Kind.ShouldBe(VerdictKind.Fail);
        judgement.Verdict.Message.ShouldBe("errors 129/4,310 against 409/81,890: evidence over 10^9 to 1 that it is more than 1.25× as many (false-alarm rate 1%)");
        judgement.Checks[0].Verdict.Kind.ShouldBe(VerdictKind.Fail);
        judgement.EvidenceLog10.ShouldBeGreaterThan(judgement.ThresholdLog10);
    }

    [Fact]
    public void Of_FewRequestsOfAVeryBadCanary_FailsAllTheSame() =>
        Verdict([Row(0.5, (50, 40), (50, 0))]).Kind.ShouldBe(VerdictKind.Fail);

    [Fact]
    public void Of_AnEqualCanary_IsNotWorseAfterEnoughErrors()
    {
        CountedRow[] some = [Row(0.5, (20_000, 100), (20_000, 100))];
        Verdict(some, RequiredVerdict.NotWorse, TimeSpan.FromMinutes(10)).Message.ShouldMatch(
            @"^errors 100/20,000 against 100/20,000, evidence [0-9]+ to 1 of 100 to 1 that it is not worse than 1.25×(; at the present rate that takes about [0-9a-z]+|; so far it does not grow)$");

        Verdict([Row(0.5, (400_000, 2_000), (400_000, 2_000))], RequiredVerdict.NotWorse).ShouldBe(
            new Verdict(VerdictKind.Pass, "errors 2,000/400,000 against 2,000/400,000, not worse than 1.25×"));
    }

    [Fact]
    public void Of_SlowerRequests_FailsAtTheEdgeThatShowsIt()
    {
        var (fast, slow) = (Durations(at5: 900, at7: 100), Durations(at5: 700, at7: 300));
        var judgement = Of([new CountedRow(0, 0.5, Side(1_000, 0, slow), Side(1_000, 0, fast))], new AnalysisConfig());

        judgement.Verdict.Kind.ShouldBe(VerdictKind.Fail);
        judgement.Verdict.Message.ShouldStartWith("slower than 50ms 300/1,000 against 100/1,000: evidence ");
    }

    [Fact]
    public void Of_SeveralChecks_EachAloneNeedsMoreEvidence()
    {
        var one = Of([Row(0.5, (1_000, 10), (1_000, 10))]);
        var two = Of([Row(0.5, (1_000, 10), (1_000, 10))], new AnalysisConfig());

        one.Checks[0].ThresholdLog10!.Value.ShouldBe(2, 1e-9);
        two.Checks[0].ThresholdLog10!.Value.ShouldBe(2 + Math.Log10(2), 1e-9);
        two.ThresholdLog10.ShouldBe(2, 1e-9);
    }

    [Fact]
    public void Of_ASourceThatIsDown_IsAnErrorAndNeverAFail()
    {
        var down = new OutsideCheck("checkout", new OutsideAnswer.Said(new Verdict(VerdictKind.Error, "prometheus does not answer since 2m")));
        var judgement = Judge.Of(Inputs([Row(0.5, (1_000, 1), (1_000, 1))], Errors) with { Outside = [down] });

        judgement.Verdict.ShouldBe(new Verdict(VerdictKind.Error, "checkout: prometheus does not answer since 2m"));
    }

    [Fact]
    public void Of_AnotherSourcesCounts_AreWeighedAsOurs()
    {
        var counted = new OutsideCheck("carts", new OutsideAnswer.Counted([new EventCounts(0.5, 90, 10)], 1.25));
        var judgement = Judge.Of(Inputs([Row(0.5, (1_000, 1), (1_000, 1))], Errors) with { Outside = [counted] });

        judgement.Verdict.Message.ShouldStartWith("carts 90 against 10: evidence ");
        judgement.Verdict.Kind.ShouldBe(VerdictKind.Fail);
    }

    [Fact]
    public void Of_AllTraffic_WantsRequestsOfTheVariantAlone()
    {
        Judge.Of(Inputs([Row(1, (200, 1), (0, 0))], Errors) with { Share = 1 }).Verdict.Kind.ShouldBe(VerdictKind.Pass);
        Judge.Of(Inputs([Row(1, (199, 1), (0, 0))], Errors) with { Share = 1 }).Verdict.Message.ShouldStartWith("insufficient data: 199 of canary in this step, 200 requests are wanted");
    }

    [Fact]
    public void Of_RequestsOfEarlierSteps_AreEvidenceButNotEnoughForThisOne()
    {
        var judgement = Judge.Of(Inputs([Row(0.5, (1_000, 1), (1_000, 1))], Errors) with { Step = 1 });

        judgement.Verdict.Message.ShouldStartWith("insufficient data: 0 of canary");
        judgement.Checks[0].Canary.ShouldBe(new CheckSide(1, 1_000));
    }

    private static Verdict Verdict(CountedRow[] rows, RequiredVerdict required = RequiredVerdict.NoEvidenceAgainst, TimeSpan counting = default) =>
        Judge.Of(Inputs(rows, Errors) with { Required = required, Counting = counting }).Verdict;

    private static Judgement Of(CountedRow[] rows, AnalysisConfig? analysis = null) => Judge.Of(Inputs(rows, analysis ?? Errors));

    private static JudgementInputs Inputs(CountedRow[] rows, AnalysisConfig analysis) =>
        new() { Analysis = analysis, Canary = "canary", Baseline = "stable", Rows = rows, Step = 0, Share = 0.5 };

    private static CountedRow Row(double share, (long Requests, long Errors) canary, (long Requests, long Errors) baseline, bool draws = true) =>
        new(0, share, Side(canary.Requests, canary.Errors, Durations(), draws), Side(baseline.Requests, baseline.Errors, Durations(), draws));

    private static SideCounts Side(long requests, long errors, long[] durations, bool draws = true) => new(requests, errors, errors, draws ? requests : 0, durations);

    private static long[] Durations(long at5 = 0, long at7 = 0)
    {
        var durations = new long[LatencyEdges.Buckets];
        (durations[5], durations[7]) = (at5, at7);
        return durations;
    }
}
