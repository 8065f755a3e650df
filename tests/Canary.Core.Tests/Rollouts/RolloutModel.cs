using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Rollouts;

/// <summary>What must hold of a rollout, told apart from how the machine does it: keeps its own books of times, approvals and verdicts, and compares.</summary>
internal sealed class RolloutModel
{
    private readonly RolloutPlan _plan;
    private Rollout _rollout;
    private DateTimeOffset _now;
    private ServiceConfig _service = Plans.Shop;
    private DateTimeOffset _entered;
    private DateTimeOffset _begun;
    private bool _isApproved;
    private Verdict? _judged;
    private bool _isOverridden;
    private long _transitions;

    public RolloutModel(RolloutScenario scenario)
    {
        (_plan, _now, _begun, _entered) = (scenario.Plan, scenario.Start, scenario.Start, scenario.Start);
        RolloutDocument.CheckPlan(_plan, _service).Errors.ShouldBeEmpty();
        var first = scenario.IsReserved
            ? RolloutMachine.Reserve(_service, _plan, "r-1", "autumn", _now.AddHours(3), _now)
            : RolloutMachine.Start(_service, _plan, "r-1", "alice", null, _now);
        _rollout = first.Next;
        (first.Next.State.Step == 0).ShouldBe(!scenario.IsReserved && !IsFrozen(_now));
        Apply(first);
    }

    /// <summary>What has happened: events, and <c>forward</c> for each step that the machine took by itself.</summary>
    public List<string> Seen { get; } = [];

    public void Do(Happening happening)
    {
        CheckRollbackIsInReach();
        switch (happening)
        {
            case Happening.Tick tick:
                Tick(tick);
                break;
            case Happening.Ask ask:
                Ask(ask.Kind, ask.By);
                break;
            case Happening.Approve approve:
                Approve(approve.By);
                break;
            case Happening.Judge judge:
                Judge(judge.Verdict);
                break;
            case Happening.SetWeight set:
                _service = ServiceChanges.SetWeight(_service, "canary", set.Weight);
                Ask(RolloutRequestKind.WeightsChanged, "mallory");
                _isOverridden = true;
                break;
            case Happening.ClockJump jump:
                Jump(jump.By);
                break;
            case Happening.Restart:
                Restart();
                break;
        }

        CheckWeights();
    }

    private void Tick(Happening.Tick tick)
    {
        var before = _now;
        _now += tick.Later;
        CheckNothingIsDueEarlier(before);
        var gate = tick.WebhookSaysYes ? new GateApproval("https://gate/x", _now, null) : null;
        var inputs = new RolloutInputs { Now = _now, Verdict = tick.Verdict, Errors = tick.Errors, GateAnswer = gate };
        RolloutProgress.Describe(_rollout, inputs).ShouldNotBeEmpty();
        if (RolloutMachine.Next(_rollout, inputs) is not { } change)
        {
            MayGoForward(tick).ShouldBeFalse("it could have gone on, but did not");
            return;
        }

        _rollout.IsActive.ShouldBeTrue("what has ended changes no more");
        if (IsForward(change))
        {
            MayGoForward(tick).ShouldBeTrue(change.Message);
            Seen.Add("forward");
        }
        else if (_rollout.State.Phase == RolloutPhase.Paused && !_rollout.IsReserved)
        {
            change.Event.ShouldBe(RolloutEvents.RolledBack, "a paused rollout waits for a person");
            (tick.Errors >= _plan.Limits.MaxErrors).ShouldBeTrue();
        }

        if (change.Event == RolloutEvents.Approved)
        {
            (_rollout.CurrentStep!.Gate is GateConfig.Webhook && tick.WebhookSaysYes).ShouldBeTrue();
        }

        Apply(change);
    }

    private void Ask(RolloutRequestKind kind, string by)
    {
        var answer = RolloutMachine.Act(_rollout, new RolloutRequest(kind, by, null), _now);
        if (answer.Change is not { } change)
        {
            answer.Refusal.ShouldNotBeNullOrWhiteSpace();
            return;
        }

        _rollout.IsActive.ShouldBeTrue("what has ended changes no more");
        if (IsForward(change))
        {
            IsFrozen(_now).ShouldBeFalse(change.Message);
            MayApprove(by, kind == RolloutRequestKind.PromoteFully).ShouldBeTrue(change.Message);
            _rollout.State.IsReturning.ShouldBeFalse();
        }

        Apply(change);
    }

    private void Approve(string by)
    {
        var answer = RolloutMachine.Approve(_rollout, new GateApproval(by, _now, null), _now);
        if (answer.Change is { } change)
        {
            (_rollout.IsActive && MayApprove(by, all: false) && _rollout.CurrentStep!.Gate is GateConfig.Manual).ShouldBeTrue();
            Apply(change);
        }
    }

    private void Judge(Verdict verdict)
    {
        if (RolloutMachine.Judge(_rollout, verdict, "ci", _now).Change is { } change)
        {
            _rollout.IsActive.ShouldBeTrue();
            Apply(change);
            _judged = verdict;
        }
    }

    private void Jump(TimeSpan by)
    {
        _now += by;
        if (RolloutMachine.MoveClock(_rollout, by, _now) is { } change)
        {
            _rollout.IsActive.ShouldBeTrue();
            (_entered, _begun) = (_entered + by, _begun + by);
            Apply(change);
        }
    }

    private void Restart()
    {
        var kept = ServiceStateDocument.Read(ServiceStateDocument.Write(new ServiceState(_rollout)));
        kept.Errors.ShouldBeEmpty();
        _rollout = kept.Value!.Rollout!;
        _service = ServiceDocument.Read(ServiceDocument.Write(_service)).Value!;
    }

    private void Apply(RolloutChange change)
    {
        change.Next.State.Transition.ShouldBe(++_transitions);
        change.Message.ShouldNotBeNullOrWhiteSpace();
        change.Message.ShouldNotContain("\n");
        var beginsStep = change.Event is RolloutEvents.Started or RolloutEvents.Stepped or RolloutEvents.Resumed or RolloutEvents.Returned;
        if (beginsStep)
        {
            (_entered, _isApproved, _judged, _isOverridden) = (_now, false, null, false);
        }

        _begun = change.Event == RolloutEvents.Started ? _now : _begun;
        _isApproved |= change.Event == RolloutEvents.Approved;
        _service = change.Effect.ApplyTo(_service);
        _rollout = change.Next;
        Seen.Add(change.Event);
    }

    private bool IsForward(RolloutChange change) =>
        change.Next.State.Step > _rollout.State.Step || (change.Next.State.Phase == RolloutPhase.Promoted && _rollout.State.Phase != RolloutPhase.Promoted);

    // The issue's own words: no step forward in a freeze window, before its hold, without its gate, or on Inconclusive or Error.
    private bool MayGoForward(Happening.Tick tick)
    {
        if (_rollout.State.Phase != RolloutPhase.Progressing || _rollout.State.IsReturning || IsFrozen(_now))
        {
            return false;
        }

        if (_rollout.State.Step < 0)
        {
            return true;
        }

        var step = _plan.Steps[_rollout.State.Step];
        var verdicts = new[] { tick.Verdict, _judged }.OfType<Verdict>().ToArray();
        return (_now < _entered ? TimeSpan.Zero : _now - _entered) >= step.Hold
            && (step.Gate is null || _isApproved || (step.Gate is GateConfig.Webhook && tick.WebhookSaysYes))
            && verdicts.All(verdict => verdict.Kind == VerdictKind.Pass)
            && (step.Verdict is null || verdicts.Length > 0)
            && !(tick.Errors >= _plan.Limits.MaxErrors)
            && !(_now - _begun >= _plan.MaxDuration);
    }

    private bool MayApprove(string by, bool all) => _plan.Steps
        .Where((_, i) => i == _rollout.State.Step ? !_isApproved : all && i > _rollout.State.Step)
        .All(step => step.Gate is not GateConfig.Manual { Approvers: [_, ..] names } || names.Contains(by));

    private bool IsFrozen(DateTimeOffset time) => _plan.Freeze.Any(window =>
    {
        var fields = window.Cron.Split(' ');
        var begin = new TimeSpan(int.Parse(fields[1], null), int.Parse(fields[0], null), 0);
        var since = time.UtcDateTime.TimeOfDay - begin;
        return (since < TimeSpan.Zero ? since + TimeSpan.FromDays(1) : since) < window.Duration;
    });

    private void CheckRollbackIsInReach()
    {
        var answer = RolloutMachine.Act(_rollout, new RolloutRequest(RolloutRequestKind.RollBack, "mallory", null), _now);
        (answer.Change is not null).ShouldBe(_rollout.IsActive);
        if (answer.Change is { } change)
        {
            var after = change.Effect.ApplyTo(_service);
            (after.WeightOf("canary"), after.RolledBack, change.Next.State.Phase).ShouldBe((Weight.Zero, true, RolloutPhase.RolledBack));
        }
    }

    private void CheckNothingIsDueEarlier(DateTimeOffset before)
    {
        RolloutChange? Alone(DateTimeOffset at) => RolloutMachine.Next(_rollout, new RolloutInputs { Now = at });
        if (Alone(before) is not null)
        {
            return;
        }

        var due = RolloutMachine.NextDue(_rollout, before) ?? before.AddDays(30);
        foreach (var share in new[] { 0.1, 0.5, 0.999 })
        {
            Alone(before + ((due - before) * share)).ShouldBeNull($"due at {due:u}, but moved {share} of the way from {before:u}");
        }
    }

    private void CheckWeights()
    {
        ServiceDocument.Read(ServiceDocument.Write(_service)).Errors.ShouldBeEmpty();
        if (_rollout.State is { Phase: RolloutPhase.Progressing, Step: >= 0 } && !_isOverridden)
        {
            _service.WeightOf("canary").ShouldBe(_plan.Steps[_rollout.State.Step].Weight);
        }
    }
}
