using Canary.TestKit;

namespace Canary.Gateway.Tests.Control.Rollouts;

/// <summary>Somebody sets the store's clock while a rollout holds.</summary>
public sealed class ClockJumpTests
{
    [Fact]
    public async Task A_hold_becomes_neither_shorter_nor_longer_when_the_stores_clock_jumps()
    {
        var time = new ShiftedTime();
        await using var rollouts = await RolloutsUnderTest.StartAsync(time);
        await rollouts.PutServiceAsync("shop");
        await rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":10,"hold":"1h"},{"weight":100}]}""");

        time.Jump(TimeSpan.FromHours(2));
        await MovedAsync(rollouts, 1);
        (await rollouts.WeightAsync("shop")).ShouldBe(10);

        time.Jump(TimeSpan.FromHours(-5));
        await MovedAsync(rollouts, 2);
        (await rollouts.WeightAsync("shop")).ShouldBe(10);

        time.Advance(TimeSpan.FromMinutes(61));
        await rollouts.UntilPhaseAsync("shop", "Promoted");
        (await rollouts.WeightAsync("shop")).ShouldBe(100);
    }

    private static Task MovedAsync(RolloutsUnderTest rollouts, int times) => Eventually.TrueAsync(
        async () => (await rollouts.HistoryAsync("shop")).Count(entry => entry.GetProperty("action").GetString() == "rollout.clockMoved") == times,
        "the rollout's times move along");
}
