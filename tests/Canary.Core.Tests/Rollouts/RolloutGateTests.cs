using Canary.Core.Rollouts;

namespace Canary.Core.Tests.Rollouts;

public sealed class RolloutGateTests
{
    private const string Gated = """{"variant": "canary", "steps": [{"weight": 5, "hold": "10m", "gate": {"manual": {"approvers": ["bob"], "note": "look at orders"}}}, {"weight": 10}]}""";

    private const string Asked = """{"variant": "canary", "steps": [{"weight": 5, "hold": "10m", "gate": {"webhook": {"url": "https://gate/x"}}}, {"weight": 10, "hold": "1h"}]}""";

    [Fact]
    public void People_are_asked_once_when_only_they_are_missing()
    {
        var run = RolloutRun.Start(Gated);

        run.Next(599).ShouldBeNull();
        run.Next(1).ShouldBe("waiting | step 1/2 at 5% waits for approval by bob: look at orders");
        run.Next(1).ShouldBeNull();
        run.Canary.ShouldBe("5");
        Approve(run, "bob", "fine").ShouldBe("approved | step 1/2 approved by bob: fine");
        run.Next(1).ShouldBe("stepped | step 2/2 → 10%: held 10m2s, approved by bob");
    }

    [Fact]
    public void An_approval_does_not_shorten_the_hold()
    {
        var run = RolloutRun.Start(Gated);

        Approve(run, "bob");
        run.Next(599).ShouldBeNull();
        run.Next(1).ShouldStartWith("stepped | ");
        run.State.Approval.ShouldBeNull();
    }

    [Fact]
    public void Only_those_who_may_approve()
    {
        var run = RolloutRun.Start(Gated);

        Approve(run, "mallory").ShouldBe("refused: step 1/2 may be approved or promoted by bob only, not by mallory.");
        run.Act(RolloutRequestKind.Promote, "mallory").ShouldBe("refused: step 1/2 may be approved or promoted by bob only, not by mallory.");
        run.Act(RolloutRequestKind.PromoteFully, "mallory").ShouldStartWith("refused: step 1/2 may be approved or promoted by bob only");
        run.Act(RolloutRequestKind.Promote, "bob").ShouldBe("stepped | step 2/2 → 10%: promoted by bob");
    }

    [Fact]
    public void Promoting_fully_needs_the_approvers_of_all_gates_ahead()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5}, {"weight": 10, "gate": {"manual": {"approvers": ["bob"]}}}, {"weight": 20}]}""");

        run.Act(RolloutRequestKind.PromoteFully, "alice").ShouldBe("refused: step 2/3 may be approved or promoted by bob only, not by alice.");
        run.Act(RolloutRequestKind.PromoteFully, "bob").ShouldBe("promoted | promoted: step 3/3 → 20% at once, by bob");
        (run.Canary, run.State.Phase).ShouldBe(("20", RolloutPhase.Promoted));
    }

    [Fact]
    public void A_gate_without_names_is_open_to_every_operator()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "gate": "manual"}, {"weight": 10}]}""");

        run.Next().ShouldBe("waiting | step 1/2 at 5% waits for approval by any operator");
        Approve(run, "anybody");
        Approve(run, "somebody").ShouldBe("refused: step 1/2 was approved by anybody already.");
        run.Next().ShouldBe("stepped | step 2/2 → 10%: held 0s, approved by anybody");
        Approve(run, "anybody").ShouldBe("refused: step 2/2 has no manual gate to approve; promote ends its wait.");
    }

    [Fact]
    public void A_webhook_is_asked_when_the_hold_has_passed_and_its_yes_opens_the_gate()
    {
        var run = RolloutRun.Start(Asked);

        RolloutMachine.WebhookToAsk(run.Rollout, run.Now).ShouldBeNull();
        run.Next(600).ShouldBeNull();
        RolloutMachine.WebhookToAsk(run.Rollout, run.Now).ShouldBe(new GateConfig.Webhook("https://gate/x", TimeSpan.FromSeconds(30)));
        RolloutProgress.Describe(run.Rollout, run.Inputs()).ShouldBe("step 1/2 at 5% waits for yes of https://gate/x");
        run.Next(1, gate: Yes(run)).ShouldBe("stepped | step 2/2 → 10%: held 10m1s, approved by https://gate/x");
        RolloutMachine.WebhookToAsk(run.Rollout, run.Now).ShouldBeNull();
    }

    [Fact]
    public void A_webhooks_early_yes_is_kept()
    {
        var run = RolloutRun.Start(Asked);

        run.Next(1, gate: Yes(run)).ShouldBe("approved | step 1/2 approved by https://gate/x: looks good");
        run.Next(1, gate: Yes(run)).ShouldBeNull();
        run.Next(598).ShouldBe("stepped | step 2/2 → 10%: held 10m, approved by https://gate/x");
        run.Next(1, gate: Yes(run)).ShouldBeNull();
    }

    [Fact]
    public void A_webhooks_yes_opens_no_manual_gate()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "gate": "manual"}, {"weight": 10}]}""");

        run.Next(0, gate: Yes(run)).ShouldStartWith("waiting | ");
        run.Next(1, gate: Yes(run)).ShouldBeNull();
    }

    [Fact]
    public void Resuming_asks_for_the_gate_anew()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "gate": "manual"}, {"weight": 10}]}""");
        Approve(run, "bob");
        run.Act(RolloutRequestKind.Pause);

        run.Act(RolloutRequestKind.Resume);
        run.Next().ShouldStartWith("waiting | ");
    }

    [Fact]
    public void Long_lists_of_approvers_are_cut()
    {
        var names = string.Join(", ", Enumerable.Range(1, 50).Select(i => $"\"operator-{i}\""));
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "gate": {"manual": {"approvers": [NAMES]}}}]}""".Replace("NAMES", names, StringComparison.Ordinal));

        run.Next().ShouldBe("waiting | step 1/1 at 5% waits for approval by operator-1, operator-2, operator-3, operator-4, operator-5 or 45 others");
    }

    private static string Approve(RolloutRun run, string by, string? note = null) =>
        run.Take(RolloutMachine.Approve(run.Rollout, new GateApproval(by, run.Now, note), run.Now));

    private static GateApproval Yes(RolloutRun run) => new("https://gate/x", run.Now, "looks good");
}
