using Canary.Core.Analysis.Planning;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Analysis.Planning;

public sealed class RolloutPlannerTests
{
    private static readonly PlannedTraffic Traffic = new(120, 0.005, DurationProfile.From([0, 0, 0, 50, 200, 300, 250, 150, 50, 0, 0, 0, 0, 0]));

    private static readonly ServiceConfig Shop = new()
    {
        Name = "shop",
        Variants = new Dictionary<string, VariantConfig>
        {
            ["stable"] = new() { Destinations = [] },
            ["canary"] = new() { Destinations = [] },
            ["other"] = new() { Destinations = [] },
        },
    };

    [Fact]
    public void Forecast_StepsAndRatios_AreAllThere()
    {
        var forecast = Forecast(Plan(1, 5, 25, 50));

        forecast.FalseAlarmRate.ShouldBe(0.01);
        forecast.Steps.Select(step => step.Split.CanaryPerSecond).ShouldBe([1.2, 6, 30, 60], 1e-9);
        forecast.Steps[1].MinRequestsAfter.ShouldBe(TimeSpan.FromSeconds(34));
        foreach (var step in forecast.Steps)
        {
            step.Finds.Select(find => find.Worse).ShouldBe([1.5, 2, 4]);
            step.Finds.ShouldAllBe(find => find.Errors!.Why == null && find.Latency!.Why == null);
        }
    }

    [Fact]
    public void Forecast_LargerShareWorseCanaryOrMoreAlarms_TakesFewerRequests()
    {
        var forecast = Forecast(Plan(1, 5, 25, 50));
        foreach (var of in new Func<PlannedFind, Finding>[] { find => find.Errors!, find => find.Latency! })
        {
            forecast.Steps.Select(step => of(step.Finds[1]).Requests!.Value).ShouldBeInOrder(SortDirection.Descending);
            forecast.Steps.ShouldAllBe(step => of(step.Finds[0]).Requests > of(step.Finds[1]).Requests && of(step.Finds[1]).Requests > of(step.Finds[2]).Requests);
            forecast.Steps.ShouldAllBe(step => of(step.Finds[0]).WithinHold <= of(step.Finds[2]).WithinHold);
            long?[] byAlarms = [.. new[] { 0.1, 0.01, 0.001 }.Select(rate => of(Forecast(Plan(5) with { Analysis = new() { FalseAlarmRate = rate } }).Steps[0].Finds[1]).Requests)];
            byAlarms.ShouldBeInOrder(SortDirection.Ascending);
        }
    }

    [Fact]
    public void Forecast_Bound_IsNeverAboveWhatIsPlanned()
    {
        var finds = Forecast(Plan(1, 5, 25, 50, 99)).Steps.SelectMany(step => step.Finds).SelectMany(find => new[] { find.Errors!, find.Latency! });
        finds.ShouldAllBe(finding => finding.Bound > 0 && finding.Bound < finding.Requests && finding.Requests < 20 * finding.Bound);
    }

    [Fact]
    public void Forecast_Time_IsThatOfTheRequestsOfBothSides()
    {
        // Beside 50% of another variant, canary and baseline have 60 of 120 requests a second, and 10% are a fifth of theirs.
        var service = Shop with { Weights = new Dictionary<string, Weight> { ["stable"] = Weight.FromHundredths(5_000), ["other"] = Weight.FromHundredths(5_000) } };
        var step = RolloutPlanner.Forecast(Plan(10), service, Traffic).Steps[0];

        step.Split.Share.ShouldBe(0.2, 1e-9);
        step.Split.BothPerSecond.ShouldBe(60, 1e-9);
        var errors = step.Finds[1].Errors!;
        errors.Time!.Value.TotalSeconds.ShouldBe(errors.Requests!.Value / 60d, 0.01 * errors.Requests.Value / 60);
    }

    [Fact]
    public void Forecast_LimitOfRequests_TakesLonger()
    {
        var free = Forecast(Plan(50)).Steps[0];
        var limited = Forecast(Plan(50) with { Limits = new RolloutLimits { MaxRequestsPerSecond = 6 } }).Steps[0];

        // What is turned away is no evidence: 6 requests a second of the canary, 60 of the baseline.
        limited.Split.CanaryPerSecond.ShouldBe(6, 1e-9);
        limited.Split.BothPerSecond.ShouldBe(66, 1e-9);
        limited.Split.Share.ShouldBe(6 / 66d, 1e-9);
        limited.Finds[1].Errors!.Requests!.Value.ShouldBeGreaterThan(free.Finds[1].Errors!.Requests!.Value);
        limited.Finds[1].Errors!.Time!.Value.ShouldBeGreaterThan(2 * free.Finds[1].Errors!.Time!.Value);
    }

    [Fact]
    public void Forecast_ChecksOfOtherCounters_TakeMoreEvidence()
    {
        var checks = Enumerable.Range(1, 3).Select(number => new CheckConfig.Counter($"check {number}", "http://prometheus", TimeSpan.FromSeconds(15), "x", null, 1.25)).ToArray();
        var withChecks = Plan(5) with { Analysis = new AnalysisConfig { Checks = checks } };
        RequestsIn(withChecks).ShouldBeGreaterThan(RequestsIn(Plan(5)));

        static double RequestsIn(RolloutPlan plan) => Forecast(plan).Steps[0].Finds[1].Errors!.Requests!.Value;
    }

    [Fact]
    public void Forecast_NoTraffic_SaysSo()
    {
        var forecast = RolloutPlanner.Forecast(Plan(5), Shop, Traffic with { RequestsPerSecond = 0 });

        var (step, errors) = (forecast.Steps[0], forecast.Steps[0].Finds[2].Errors!);
        (step.MinRequestsAfter, errors.Time, errors.WithinHold).ShouldBe((null, null, 0));
        errors.Requests.ShouldNotBeNull();
        errors.Why.ShouldBe("There is no traffic.");
        step.Advice.ShouldStartWith("No traffic is known of this service");
        forecast.Message.ShouldBe("This plan has no analysis and so judges nothing; with the default one, without traffic nothing can be found; a canary within the tolerance is taken for a bad one with a chance of 1% at most.");
    }

    [Fact]
    public void Forecast_NoErrorsAndNoDurations_SaysSo()
    {
        var forecast = RolloutPlanner.Forecast(Plan(5), Shop, new PlannedTraffic(120, 0, null));

        foreach (var finding in forecast.Steps[0].Finds.SelectMany(find => new[] { find.Errors!, find.Latency! }))
        {
            (finding.Requests, finding.Time, finding.Bound, finding.WithinHold).ShouldBe((null, null, null, 0));
            finding.Why!.ShouldContain("known");
        }

        forecast.Message.ShouldContain("nothing can be foretold");
        forecast.Steps[0].Advice.ShouldContain("nothing that can be foretold");
    }

    [Fact]
    public void Forecast_WithinTheToleranceOrNearIt_SaysSo()
    {
        var finds = Forecast(Plan(5) with { Analysis = new AnalysisConfig { ErrorTolerance = 1.95, LatencyTolerance = null } }).Steps[0].Finds;

        finds.ShouldAllBe(find => find.Latency == null);
        finds[0].Errors!.Why.ShouldBe("1.5× the errors are within the tolerance of 1.95×.");
        finds[1].Errors!.Why.ShouldBe("2× the errors are too close to the tolerance of 1.95× to be told apart from it.");
        finds[2].Errors!.Why.ShouldBeNull();
    }

    [Fact]
    public void Forecast_LastStepWithEverything_HasNothingToCompareWith()
    {
        var step = Forecast(Plan(100)).Steps[0];

        step.Finds.ShouldAllBe(find => find.Errors!.Requests == null && find.Errors.Why!.StartsWith("Everything goes to the canary", StringComparison.Ordinal));
        step.Advice.ShouldStartWith("Everything goes to the canary");
        step.MinRequestsAfter.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Forecast_MoreErrorsThanRequests_AreAllOfThem()
    {
        var errors = RolloutPlanner.Forecast(Plan(5), Shop, Traffic with { ErrorRate = 0.6 }).Steps[0].Finds;
        errors[2].Errors!.Requests.ShouldBe(errors[1].Errors!.Requests);
    }

    [Fact]
    public void Forecast_Message_AddsUpTheStepsEvidence()
    {
        var plan = Plan(25, 50) with { Analysis = new AnalysisConfig { LatencyTolerance = null } };
        var alone = Forecast(plan).Steps[1].Finds[1].Errors!.Time!.Value;
        var second = plan.Steps[1] with { Hold = TimeSpan.FromSeconds(Math.Ceiling(alone.TotalSeconds * 0.8)) };

        // What the first step brings makes up for what the second is too short for.
        var together = Forecast(plan with { Steps = [plan.Steps[0] with { Hold = alone }, second] });
        together.Message.ShouldContain("2× after about");
        together.Message.ShouldContain("at 50%");
        Forecast(plan with { Steps = [plan.Steps[0] with { Hold = TimeSpan.Zero }, second] }).Message.ShouldContain("2× not before the holds end");
    }

    [Fact]
    public void Forecast_Advice_SaysWhatTheHoldIsLongEnoughFor()
    {
        string Long(double hours) => Forecast(new RolloutPlan
        {
            Variant = "canary",
            Steps = [new RolloutStep { Weight = Weight.FromHundredths(500), Hold = TimeSpan.FromHours(hours) }],
            Analysis = new AnalysisConfig { LatencyTolerance = null },
        }).Steps[0].Advice;
        Long(1.0 / 360).ShouldStartWith("A hold of 10s at 5% is shorter than the 34s that 200 requests of each side take, and finds not even");
        Long(1.0 / 60).ShouldStartWith("A hold of 1m at 5% finds not even 4× the errors (4× takes about ");
        Long(0.2).ShouldStartWith("A hold of 12m at 5% finds 4× the errors (2× takes about ");
        Long(1_000).ShouldBe("A hold of 41d16h at 5% finds 1.5× the errors.");
    }

    [Fact]
    public void Forecast_StepThatWaitsForNotWorse_SaysHowLongThatTakes()
    {
        var plan = Plan(50);
        plan = plan with { Steps = [plan.Steps[0] with { Verdict = RequiredVerdict.NotWorse }] };

        Forecast(plan).Steps[0].Advice.ShouldMatch("; it waits until a good canary has shown that it is not worse, which takes about [0-9dhms]+ by this step alone\\.$");
        RolloutPlanner.Forecast(plan, Shop, Traffic with { Durations = null }).Steps[0].Advice.ShouldContain("can't be shown by this step alone");
        Forecast(Plan(50)).Steps[0].Advice.ShouldNotContain("not worse");
    }

    [Fact]
    public void Forecast_DurationsThatNoEdgeTellsApart_SaysSo()
    {
        // All above ten seconds: that is so also when they take four times as long.
        var traffic = Traffic with { Durations = DurationProfile.From([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10]) };
        RolloutPlanner.Forecast(Plan(5), Shop, traffic).Steps[0].Finds[2].Latency!.Why!.ShouldStartWith("4× the durations make the requests above no edge more than 1.25× as many");
    }

    private static RolloutForecast Forecast(RolloutPlan plan) => RolloutPlanner.Forecast(plan, Shop, Traffic);

    private static RolloutPlan Plan(params int[] weights) => new()
    {
        Variant = "canary",
        Steps = [.. weights.Select(weight => new RolloutStep { Weight = Weight.FromHundredths(weight * 100), Hold = TimeSpan.FromMinutes(10) })],
    };
}
