using Canary.Core.Services;
using Canary.Gateway.Proxy.Replay;

namespace Canary.Gateway.Tests.Proxy.Replay;

public sealed class ReplayBudgetTests
{
    [Fact]
    public void TryTake_WithoutRequests_GivesTheFirstOnesOnly()
    {
        var budget = new ReplayBudget(Weight.FromHundredths(2_000));
        Taken(budget).ShouldBe(ReplayBudget.First);
        Taken(budget).ShouldBe(0);
    }

    [Fact]
    public void RequestCame_Often_PaysTheShareInAndSavesUpToTheMost()
    {
        var budget = new ReplayBudget(Weight.FromHundredths(2_000));
        Taken(budget);
        Come(budget, 50);
        Taken(budget).ShouldBe(10);
        Come(budget, 1_000_000);
        Taken(budget).ShouldBeInRange(ReplayBudget.Most, ReplayBudget.Most + 1);
    }

    [Fact]
    public void TryTake_ByManyAtOnce_GivesNoMoreThanThereIs()
    {
        var budget = new ReplayBudget(Weight.Full);
        var taken = 0;
        Parallel.For(0, 10_000, _ =>
        {
            budget.RequestCame();
            if (budget.TryTake() && budget.TryTake())
            {
                Interlocked.Add(ref taken, 2);
            }
        });
        taken.ShouldBeLessThanOrEqualTo(10_000 + ReplayBudget.First);
    }

    private static void Come(ReplayBudget budget, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            budget.RequestCame();
        }
    }

    private static int Taken(ReplayBudget budget)
    {
        var taken = 0;
        while (budget.TryTake())
        {
            taken++;
        }

        return taken;
    }
}
