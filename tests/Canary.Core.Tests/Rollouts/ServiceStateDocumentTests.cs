using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Rollouts;

public sealed class ServiceStateDocumentTests
{
    private static readonly DateTimeOffset Noon = new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    private static readonly Rollout Full = new(
        Plans.Valid(Plans.Full),
        new RolloutState
        {
            Id = "r-1",
            Phase = RolloutPhase.Paused,
            Step = 2,
            StartedAt = Noon.AddHours(-3),
            StepSince = Noon.AddHours(-1),
            ChangedAt = Noon,
            Transition = 7,
            Message = "paused: alice said \"stop\" 🐤",
            WeightsBefore = new Dictionary<string, Weight> { ["stable"] = Weight.FromHundredths(9_999), ["canary"] = Weight.FromHundredths(1) },
            Approval = new GateApproval("bob", Noon.AddTicks(-1), "fine"),
            Verdict = new Verdict(VerdictKind.Inconclusive, "insufficient data (n = 12)"),
            IsWaiting = true,
            IsReturning = true,
            PausedAt = Noon,
        },
        "autumn");

    [Fact]
    public void Write_Nothing_IsAnEmptyObject()
    {
        ServiceStateDocument.Write(new ServiceState()).ShouldBe("{}"u8.ToArray());
        ServiceStateDocument.Read("{}"u8.ToArray()).Value.ShouldBe(ServiceState.Empty);
        ServiceStateDocument.Read("{ }"u8.ToArray()).Value.ShouldBe(ServiceState.Empty);
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSameToTheTick()
    {
        var state = new ServiceState(Full, new FileOwner("shop.yaml", "00ff", true, "1234", "r-1", "{\"canary\": 5}"));

        var read = ServiceStateDocument.Read(ServiceStateDocument.Write(state));

        read.Errors.ShouldBeEmpty();
        read.Value!.Owner.ShouldBe(state.Owner);
        var rollout = read.Value.Rollout!;
        rollout.State.WeightsBefore.ShouldBe(Full.State.WeightsBefore);
        (rollout.State with { WeightsBefore = Full.State.WeightsBefore }).ShouldBe(Full.State);
        rollout.Release.ShouldBe("autumn");
        RolloutDocument.WritePlan(rollout.Plan).ShouldBe(RolloutDocument.WritePlan(Full.Plan));
    }

    [Fact]
    public void Read_ReservedRollout_KnowsUntilWhen()
    {
        var reserved = Full with { State = Full.State with { Step = -1, IsReturning = false, ReservedUntil = Noon.AddMinutes(5) } };

        var read = ServiceStateDocument.Read(ServiceStateDocument.Write(new ServiceState(reserved)));

        read.Value!.Rollout!.State.ReservedUntil.ShouldBe(Noon.AddMinutes(5));
        read.Value.Rollout.IsReserved.ShouldBeTrue();
        ServiceStateDocument.Read(ServiceStateDocument.Write(new ServiceState(reserved with { State = reserved.State with { Step = 0 } })))
            .Errors.ShouldHaveSingleItem().Path.ShouldBe("rollout.reservedUntil");
    }

    public static TheoryData<string, string, string, string> BadStates => new()
    {
        { "\"id\":\"r-1\"", "\"id\":\"r 1\"", "rollout.id", "must be 1 to 64 of letters, digits and '-', but is 'r 1'" },
        { "\"Paused\"", "\"paused\"", "rollout.phase", "must be one of Progressing, Paused, Promoted, RolledBack, Aborted, Superseded, but is the text 'paused'" },
        { "\"number\":3", "\"number\":6", "rollout.step.number", "must be from 0 to 5, the number of steps, but is 6" },
        { "\"number\":3", "\"number\":-1", "rollout.step.number", "must be from 0 to 5" },
        { "\"number\":3", "\"number\":-2147483648", "rollout.step.number", "must be from 0 to 5" },
        { "\"number\":3", "\"number\":0", "rollout.isReturning", "must be false where the step is 0" },
        { "\"phase\":\"Paused\"", "\"phase\":\"Promoted\"", "rollout.step.number", "must be 5, the last, as the phase is Promoted, but is 3" },
        { "\"phase\":\"Paused\"", "\"phase\":\"Progressing\"", "rollout.pausedAt", "must be there exactly where the phase is Paused" },
        { "\"transition\":7", "\"transition\":0", "rollout.transition", "must be at least 1" },
        { "\"transition\":7", "\"transition\":7.5", "rollout.transition", "must be a whole number" },
        { "\"since\":\"2026", "\"since\":\"x2026", "rollout.since", "must be a time such as 2026-11-27T11:30:00Z" },
        { "\"stable\":99.99", "\"stable\":99", "rollout.weightsBefore", "sum to 99.01; they must sum to 100" },
        { "\"weight\":1,", "\"weight\":0,", "rollout.plan.steps[0].weight", "must be above 0" },
        { "\"kind\":\"Inconclusive\"", "\"kind\":\"Maybe\"", "rollout.verdict.kind", "must be one of Pass, Fail, Inconclusive, Error" },
        { "\"isWaiting\"", "\"iswaiting\"", "rollout.iswaiting", "not a known field" },
        { "\"hash\":\"00ff\"", "\"hash\":\"xyz\"", "owner.hash", "must be 1 to 128 hex digits" },
    };

    [Theory]
    [MemberData(nameof(BadStates))]
    public void Read_BrokenState_NamesFieldAndWhatIsAllowed(string part, string broken, string path, string message)
    {
        var text = Encoding.UTF8.GetString(ServiceStateDocument.Write(new ServiceState(Full, new FileOwner("shop.yaml", "00ff"))));
        text.ShouldContain(part);

        var result = ServiceStateDocument.Read(Encoding.UTF8.GetBytes(text.Replace(part, broken, StringComparison.Ordinal)));

        result.Errors.ShouldContain(error => error.Path == path && error.Message.Contains(message, StringComparison.Ordinal), string.Join("\n", result.Errors));
    }

    [Fact]
    public void Write_Rollout_TellsStepPhaseAndMessage()
    {
        var text = Encoding.UTF8.GetString(ServiceStateDocument.Write(new ServiceState(Full)));

        text.ShouldStartWith("""{"rollout":{"id":"r-1","variant":"canary","phase":"Paused","step":{"number":3,"of":5,"weight":25},"since":"2026-11-27T11:00:00.1234567Z","startedAt":"2026-11-27T09:00:00.1234567Z",""");
        text.ShouldContain("""
            "message":"paused: alice said \"stop\"
            """);
    }
}
