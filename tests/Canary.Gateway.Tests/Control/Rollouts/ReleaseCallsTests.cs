namespace Canary.Gateway.Tests.Control.Rollouts;

/// <summary>Services released together, as their callers see them.</summary>
public sealed class ReleaseCallsTests : IAsyncLifetime
{
    private const string Spring = """{"name":"spring","services":["cart","shop"],"plan":{"variant":"canary","steps":[{"weight":10,"gate":"manual"},{"weight":100}]}}""";

    private RolloutsUnderTest _rollouts = null!;

    public async ValueTask InitializeAsync()
    {
        _rollouts = await RolloutsUnderTest.StartAsync();
        await _rollouts.PutServiceAsync("cart");
        await _rollouts.PutServiceAsync("shop");
    }

    public ValueTask DisposeAsync() => _rollouts.DisposeAsync();

    [Fact]
    public async Task Trying_reserves_all_and_moves_nothing_until_it_is_confirmed()
    {
        var tried = await _rollouts.PostAsync("/releases", Spring);
        tried.Status.ShouldBe(201, tried.Text);
        await WeightsAreAsync(0);
        (await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":1}]}""")).Status.ShouldBe(409);
        (await _rollouts.PostAsync("/services/shop/rollout/resume")).Status.ShouldBe(409);

        var confirmed = await _rollouts.PostAsync("/releases/spring/confirm");
        confirmed.Status.ShouldBe(200, confirmed.Text);
        await WeightsAreAsync(10);

        (await _rollouts.PostAsync("/releases/spring/promote")).Status.ShouldBe(200);
        await _rollouts.UntilPhaseAsync("shop", "Promoted");
        await _rollouts.UntilPhaseAsync("cart", "Promoted");
        await WeightsAreAsync(100);
    }

    [Fact]
    public async Task Every_step_of_all_services_has_one_revision()
    {
        await _rollouts.PostAsync("/releases", Spring);
        await _rollouts.PostAsync("/releases/spring/confirm");
        await _rollouts.PostAsync("/releases/spring/promote");
        await _rollouts.UntilPhaseAsync("shop", "Promoted");

        var cart = (await _rollouts.HistoryAsync("cart")).Skip(1).Select(entry => entry.GetProperty("revision").GetInt64());
        var shop = (await _rollouts.HistoryAsync("shop")).Skip(1).Select(entry => entry.GetProperty("revision").GetInt64());
        cart.ShouldBe(shop);
    }

    [Fact]
    public async Task Cancelling_takes_all_back()
    {
        await _rollouts.PutAsync("/services/cart/weights", """{"canary":5}""");
        await _rollouts.PostAsync("/releases", Spring);
        await _rollouts.PostAsync("/releases/spring/confirm");
        await WeightsAreAsync(10);

        (await _rollouts.PostAsync("/releases/spring/cancel")).Status.ShouldBe(200);
        (await _rollouts.WeightAsync("cart")).ShouldBe(5);
        (await _rollouts.WeightAsync("shop")).ShouldBe(0);
        (await _rollouts.PostAsync("/releases/spring/cancel")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Weights_that_change_while_a_release_is_reserved_are_what_cancelling_goes_back_to()
    {
        await _rollouts.PostAsync("/releases", Spring);
        await _rollouts.PutAsync("/services/cart/weights", """{"canary":7}""");
        (await _rollouts.PostAsync("/releases/spring/confirm")).Status.ShouldBe(200);
        (await _rollouts.PostAsync("/releases/spring/cancel")).Status.ShouldBe(200);

        (await _rollouts.WeightAsync("cart")).ShouldBe(7);
        (await _rollouts.WeightAsync("shop")).ShouldBe(0);
    }

    [Fact]
    public async Task A_rollback_of_one_member_is_one_of_all()
    {
        await _rollouts.PostAsync("/releases", Spring);
        await _rollouts.PostAsync("/releases/spring/confirm");
        (await _rollouts.PostAsync("/services/cart/rollback")).Status.ShouldBe(200);

        await WeightsAreAsync(0);
        (await _rollouts.GetAsync("/services/shop")).Json.GetProperty("rolledBack").GetBoolean().ShouldBeTrue();
        (await _rollouts.GetAsync("/services/shop/rollout")).Json.GetProperty("phase").GetString().ShouldBe("RolledBack");
    }

    [Fact]
    public async Task Where_one_service_can_not_go_along_none_is_reserved()
    {
        await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":1,"gate":"manual"}]}""");
        (await _rollouts.PostAsync("/releases", Spring)).Status.ShouldBe(409);
        (await _rollouts.GetAsync("/services/cart/rollout")).Status.ShouldBe(404);

        var unknown = await _rollouts.PostAsync("/releases", Spring.Replace("\"cart\"", "\"nobody\"", StringComparison.Ordinal));
        unknown.Status.ShouldBeOneOf(400, 409);
    }

    [Fact]
    public async Task What_nobody_confirms_in_time_is_cancelled()
    {
        var tried = await _rollouts.PostAsync("/releases", Spring.Replace("\"name\":\"spring\"", "\"name\":\"spring\",\"confirmWithin\":\"1s\"", StringComparison.Ordinal));
        tried.Status.ShouldBe(201, tried.Text);

        await _rollouts.UntilPhaseAsync("cart", "Aborted");
        await _rollouts.UntilPhaseAsync("shop", "Aborted");
        (await _rollouts.PostAsync("/releases/spring/confirm")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_member_of_an_active_release_can_not_be_deleted()
    {
        await _rollouts.PostAsync("/releases", Spring);
        using var answer = await _rollouts.Gateway.Admin.DeleteAsync("/api/v1/services/cart");
        ((int)answer.StatusCode).ShouldBe(409);
    }

    private async Task WeightsAreAsync(decimal weight)
    {
        (await _rollouts.WeightAsync("cart")).ShouldBe(weight);
        (await _rollouts.WeightAsync("shop")).ShouldBe(weight);
    }
}
