using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Rollouts;

/// <summary>What a service's error budget does to its rollout.</summary>
public sealed class RolloutBudgetTests
{
    private static readonly ObjectiveConfig Objective = new() { GoodPercent = 99.9m };

    private static readonly ErrorBudget Spent = new(Objective, 100_000, 120);
    private static readonly ErrorBudget Left = new(Objective, 100_000, 40);

    [Fact]
    public void No_step_goes_forward_while_it_is_spent()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "1m"}, {"weight": 10}]}""");

        RolloutMachine.Next(run.Rollout, Inputs(run, Spent)).ShouldBeNull();
        RolloutProgress.Describe(run.Rollout, Inputs(run, Spent)).ShouldBe(
            "step 1/2 at 5% waits for the next error budget, as nothing is left of this: error budget 120 of 100 errors (99.9% good of 100,000 requests in 28d)");
        RolloutMachine.Next(run.Rollout, Inputs(run, Left)).ShouldNotBeNull().Message.ShouldBe("step 2/2 → 10%: held 1h");
    }

    [Fact]
    public void A_rollout_that_fails_goes_back_also_while_it_is_spent()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "1m"}]}""");

        RolloutMachine.Next(run.Rollout, Inputs(run, Spent) with { Verdict = new Verdict(VerdictKind.Fail, "worse") }).ShouldNotBeNull().Next.State.Phase.ShouldBe(RolloutPhase.RolledBack);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Errors_that_reach_their_share_of_it_take_the_variant_back(long errors, bool goesBack)
    {
        var shop = Plans.Shop with { Objective = Objective };
        var plan = Plans.Valid("""{"variant": "canary", "steps": [{"weight": 5, "hold": "2h"}], "limits": {"maxErrorBudget": 0.1}}""", shop);
        var rollout = RolloutMachine.Start(shop, plan, "r", "alice", null, default).Next;
        var change = RolloutMachine.Next(rollout, new RolloutInputs { Now = DateTimeOffset.MinValue.AddMinutes(1), Errors = errors, Budget = Left });

        (change is not null).ShouldBe(goesBack);
        if (goesBack)
        {
            change!.Message.ShouldBe("rolled back: 10 errors of canary reached 10% of the error budget 40 of 100 errors (99.9% good of 100,000 requests in 28d)");
        }
    }

    [Fact]
    public void Of_so_few_requests_that_not_one_error_is_a_share_nothing_is_known_and_no_variant_goes_back_for_it()
    {
        new ErrorBudget(Objective, 0, 0).IsTakenBy(1, 1).ShouldBeFalse();
        new ErrorBudget(Objective, 999, 1).IsTakenBy(50, 1).ShouldBeFalse();
        new ErrorBudget(Objective, 1_000, 1).IsTakenBy(1, 1).ShouldBeTrue();
        new ErrorBudget(Objective, 1_000, 1).IsTakenBy(1, 0.5).ShouldBeFalse();
    }

    [Theory]
    [InlineData(20, 1, false)]
    [InlineData(20, 2, true)]
    [InlineData(100_000, 99, false)]
    [InlineData(100_000, 100, true)]
    public void One_error_is_no_spent_budget_however_few_requests_there_were(long requests, long errors, bool isSpent) =>
        new ErrorBudget(Objective, requests, errors).IsSpent.ShouldBe(isSpent);

    [Fact]
    public void A_service_without_errors_has_not_spent_it() => new ErrorBudget(Objective, 0, 0).IsSpent.ShouldBeFalse();

    private static RolloutInputs Inputs(RolloutRun run, ErrorBudget budget) => new() { Now = run.State.StepSince + TimeSpan.FromHours(1), Budget = budget };
}
