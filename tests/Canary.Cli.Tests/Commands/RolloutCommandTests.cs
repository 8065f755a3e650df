using Canary.Cli.Tests.Running;
using Canary.TestKit;

namespace Canary.Cli.Tests.Commands;

public sealed class RolloutCommandTests
{
    [Fact]
    public async Task A_rollout_is_started_and_taken_through_its_steps()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var ctl = shop.Ctl;
        (await ctl.SayAsync("rollout", "start", "shop", "--steps", "5:manual,25:1h,50,100", "--reason", "2.0")).ShouldBe(
            "shop: Progressing, step 1/4 at 5% waits for approval by any operator (revision 2)");

        // That the step waits is written, too.
        await Eventually.TrueAsync(async () => (await ctl.SayAsync("get", "services")).EndsWith("  3", StringComparison.Ordinal), "the rollout waits");
        (await ctl.SayAsync("rollout", "status", "shop")).ShouldBe("""
            shop  Progressing  variant canary, since 2026-01-01T00:00:00Z, revision 3
            [----------------------------------------] step 1/4 at 5%
            step 1/4 at 5% waits for approval by any operator

            STEP  WEIGHT  STATE  WAITS FOR
            1     5       here   gate manual
            2     25             hold 1h
            3     50
            4     100
            """);
        (await ctl.SayAsync("rollout", "pause", "shop")).ShouldStartWith("shop: Paused, ");
        (await ctl.SayAsync("rollout", "resume", "shop")).ShouldStartWith("shop: Progressing, step 1/4 at 5% waits for approval by any operator (revision ");
        (await ctl.SayAsync("rollout", "approve", "shop", "--reason", "seen")).ShouldStartWith("shop: Progressing, ");
        await Eventually.TrueAsync(async () => (await ctl.SayAsync("get", "rollout", "shop")).Contains("step 2/4 at 25%", StringComparison.Ordinal), "the second step is there");
        (await ctl.SayAsync("rollout", "promote", "shop", "--full")).ShouldStartWith("shop: Promoted, ");
        (await ctl.RunAsync("wait", "shop", "--for=phase=Promoted", "--timeout", "20s")).ExitCode.ShouldBe(0);
        (await ctl.SayAsync("get", "rollouts")).ShouldStartWith("""
            SERVICE  PHASE     STEP         MESSAGE
            shop     Promoted  4/4 at 100%  
            """);
        (await ctl.SayAsync("get", "services")).ShouldContain("stable 0, canary 100");
    }

    [Fact]
    public async Task A_rollout_comes_back_and_is_tried_again()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var ctl = shop.Ctl;
        await ctl.SayAsync("rollout", "start", "shop", "--steps", "20:1h,100");
        var second = await ctl.RunAsync("rollout", "start", "shop", "--steps", "30:1h,100");
        second.ExitCode.ShouldBe(4);
        second.Error.ShouldStartWith("error: ");
        second.Out.ShouldBe("");
        (await ctl.SayAsync("rollout", "abort", "shop", "--reason", "not today")).ShouldStartWith("shop: Aborted, ");
        (await ctl.SayAsync("get", "services")).ShouldContain("stable 90, canary 10");
        (await ctl.SayAsync("rollout", "retry", "shop")).ShouldStartWith("shop: Progressing, ");
        (await ctl.SayAsync("rollback", "shop", "--reason", "too many errors")).ShouldStartWith("shop: rolled back, stable 100, canary 0 (revision ");
        (await ctl.SayAsync("get", "rollout", "shop")).ShouldStartWith("shop  RolledBack  ");
        (await ctl.RunAsync("wait", "shop", "--for", "phase=Promoted")).ExitCode.ShouldBe(1);
        (await ctl.SayAsync("rollout", "start", "shop", "--steps", "30:1h,100", "--replace")).ShouldStartWith("shop: Progressing, ");
    }

    [Fact]
    public async Task A_plan_comes_from_a_file_as_it_is_or_as_a_document_of_a_folder()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var ctl = shop.Ctl;
        ctl.Write("plan.yaml", "variant: canary\nsteps: [{ weight: 5, gate: manual }, { weight: 100 }]\n");
        ctl.Write("document.yaml", "kind: Rollout\nservice: shop\nrun: '7'\nvariant: canary\nsteps:\n- weight: 7\n  gate: manual\n- weight: 100\n");
        ctl.Write("other.yaml", "kind: Rollout\nservice: api\nvariant: canary\nsteps: [{ weight: 100 }]\n");
        ctl.Write("wrong.yaml", "variant: canary\nsteps: [{ weight: 500 }, { wait: 1h }]\n");
        (await ctl.SayAsync("rollout", "start", "shop", "-f", "plan.yaml")).ShouldContain("step 1/2 at 5%");
        (await ctl.SayAsync("rollout", "start", "shop", "-f", "document.yaml", "--replace")).ShouldContain("step 1/2 at 7%");
        (await ctl.RunAsync("rollout", "start", "shop", "-f", "other.yaml")).ShouldSatisfyAllConditions(
            ran => ran.ExitCode.ShouldBe(2),
            ran => ran.Error.ShouldBe("error: The plan in 'other.yaml' is for the service \"api\", not for 'shop'.\n"));
        var wrong = await ctl.RunAsync("rollout", "start", "shop", "-f", "wrong.yaml", "--replace");
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldContain("\n  steps[0].weight: ");
    }

    [Fact]
    public async Task What_a_plan_would_find_is_told()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var said = await shop.Ctl.SayAsync("plan", "shop", "--steps", "5:10m,50:1h,100", "--analysis", "--requests-per-second", "120", "--error-rate", "0.005");
        said.ShouldStartWith("Traffic: 120 requests/s, error rate 0.005; given in the request");
        said.ShouldContain("\nSTEP  WEIGHT  HOLD  CANARY/S  SAYS\n1     5       10m   6         ");
        (await shop.Ctl.RunAsync("rollout", "status", "shop")).ExitCode.ShouldBe(3);
    }
}
