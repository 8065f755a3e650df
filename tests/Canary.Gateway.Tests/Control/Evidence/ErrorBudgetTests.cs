using Canary.Core.Analysis;
using Canary.Gateway.Control.Objectives;
using Canary.Gateway.Tests.Control.Rollouts;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Control.Evidence;

/// <summary>Error budgets: the whole gateway in this process, with a file store.</summary>
public sealed class ErrorBudgetTests : IAsyncLifetime
{
    private RolloutsUnderTest _rollouts = null!;

    public async ValueTask InitializeAsync()
    {
        _rollouts = await RolloutsUnderTest.StartAsync();
        await _rollouts.Gateway.PutServiceAsync("shop", $$"""
            {
              "objective": { "good": 90, "window": "1h" },
              "variants": { "stable": { "destinations": ["{{_rollouts.Stable.Address}}"] }, "canary": { "destinations": ["{{_rollouts.Canary.Address}}"] } }
            }
            """);
    }

    public ValueTask DisposeAsync() => _rollouts.DisposeAsync();

    [Fact]
    public async Task No_step_goes_forward_while_the_error_budget_is_spent_and_it_does_when_there_is_some_again()
    {
        await SendAsync(10, "/status/500", "/");
        await ReadBudgetAsync(budget => budget is { Errors: 5, IsSpent: true });
        (await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":10},{"weight":100}]}""")).Status.ShouldBe(201);
        await _rollouts.UntilAsync("shop", rollout => rollout.GetProperty("step").GetProperty("number").GetInt32() == 1, "the first step is in force");
        await ReadBudgetAsync(budget => budget is { Errors: 5, IsSpent: true });
        (await _rollouts.GetAsync("/services/shop/rollout")).Json.GetProperty("phase").GetString().ShouldBe("Progressing");

        await SendAsync(200, "/");
        await _rollouts.UntilPhaseAsync("shop", "Promoted");
    }

    [Fact]
    public async Task A_canary_that_takes_more_than_its_share_of_the_budget_goes_back()
    {
        await SendAsync(100, "/");
        await ReadBudgetAsync(budget => budget is { Requests: 100, IsSpent: false });
        (await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":99,"hold":"1h"},{"weight":100}],"limits":{"maxErrorBudget":0.5}}""")).Status.ShouldBe(201);
        for (var i = 0; i < 10; i++)
        {
            (await _rollouts.Gateway.Proxy.GetAsync("/status/500")).Dispose();
        }

        await _rollouts.UntilPhaseAsync("shop", "RolledBack");
        (await _rollouts.GetAsync("/services/shop/rollout")).Json.GetProperty("message").GetString()!.ShouldMatch(
            "^rolled back: [0-9]+ errors of canary reached 50% of the error budget [0-9]+ of [0-9]+ errors \\(90% good of [0-9]+ requests in 1h\\)");
    }

    [Fact]
    public async Task A_share_of_the_budget_needs_an_objective()
    {
        await _rollouts.PutServiceAsync("cart");
        var refused = await _rollouts.PostAsync("/services/cart/rollout", """{"variant":"canary","steps":[{"weight":10}],"limits":{"maxErrorBudget":0.5}}""");

        refused.Status.ShouldBe(400);
        refused.Text.ShouldContain("needs an error budget, but the service has no objective");
    }

    private async Task SendAsync(int requests, params string[] paths)
    {
        for (var i = 0; i < requests; i++)
        {
            (await _rollouts.Gateway.Proxy.GetAsync(paths[i % paths.Length])).Dispose();
        }
    }

    private Task ReadBudgetAsync(Func<ErrorBudget, bool> condition) => Eventually.TrueAsync(
        async () =>
        {
            var services = _rollouts.Gateway.Services;
            var budgets = await new ErrorBudgets(services.Store).ReadAsync(services.Snapshots.Current.Services.Values, services.Control.Leadership.Clock.Now, default);
            return condition(budgets["shop"]);
        },
        "the budget is as expected");
}
