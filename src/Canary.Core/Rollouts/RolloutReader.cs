using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Reads a rollout that <see cref="RolloutJson"/> wrote, and checks it as strictly as what comes from people.</summary>
internal static class RolloutReader
{
    /// <summary>Reads the object of a rollout. Where errors were found the result is of no use.</summary>
    public static Rollout Read(DocumentCursor at)
    {
        var fields = at.Fields(
            "id", "variant", "phase", "step", "since", "startedAt", "changedAt", "pausedAt", "reservedUntil", "transition", "message",
            "approval", "verdict", "isWaiting", "isReturning", "failure", "release", "weightsBefore", "plan");
        var none = new RolloutPlan { Variant = "", Steps = [] };
        var plan = fields.Required("plan", RolloutPlanReader.Read, none);
        var state = new RolloutState
        {
            Id = fields.Required("id", c => c.Checked(c.Text(), RolloutChecks.IdProblem), ""),
            Phase = fields.Required("phase", c => c.Word<RolloutPhase>(), default),
            Step = fields.Required("step", c => c.Fields("number", "of", "weight").Required("number", n => n.Whole(), 0), 0) - 1,
            StepSince = fields.Required("since", c => c.Time(), default),
            StartedAt = fields.Required("startedAt", c => c.Time(), default),
            ChangedAt = fields.Required("changedAt", c => c.Time(), default),
            PausedAt = fields.Optional<DateTimeOffset?>("pausedAt", c => c.Time(), null),
            ReservedUntil = fields.Optional<DateTimeOffset?>("reservedUntil", c => c.Time(), null),
            Transition = fields.Required("transition", c => c.LongWhole(), 0L),
            Message = fields.Required("message", c => ReadText(c, RolloutText.MaxMessage), ""),
            Approval = fields.Optional<GateApproval?>("approval", ReadApproval, null),
            Verdict = fields.Optional<Verdict?>("verdict", ReadVerdict, null),
            IsWaiting = fields.Optional("isWaiting", c => c.Flag(), false),
            IsReturning = fields.Optional("isReturning", c => c.Flag(), false),
            Failure = fields.Optional<string?>("failure", c => ReadText(c, RolloutText.MaxMessage), null),
            WeightsBefore = fields.Required("weightsBefore", c => c.Map(w => w.Weight()), new Dictionary<string, Weight>()),
        };
        var rollout = new Rollout(plan, state, fields.Optional<string?>("release", c => ReadText(c, RolloutText.MaxText), null));
        RolloutDocument.Validate(plan, $"{at.Path}.plan.", at.Errors);
        if (at.Errors.None)
        {
            RolloutChecks.Check(rollout, (path, message) => at.Errors.Add($"{at.Path}.{path}", message));
        }

        return rollout;
    }

    private static GateApproval ReadApproval(DocumentCursor at)
    {
        var fields = at.Fields("by", "at", "note");
        return new GateApproval(
            fields.Required("by", c => ReadText(c, RolloutText.MaxText), ""),
            fields.Required("at", c => c.Time(), default),
            fields.Optional<string?>("note", c => ReadText(c, RolloutText.MaxText), null));
    }

    private static Verdict ReadVerdict(DocumentCursor at)
    {
        var fields = at.Fields("kind", "message");
        return new Verdict(
            fields.Required("kind", c => c.Word<VerdictKind>(), default),
            fields.Required("message", c => ReadText(c, RolloutText.MaxText), ""));
    }

    private static string ReadText(DocumentCursor at, int max) => at.Checked(at.Text(), text => PlainText.Problem(text, 1, max));
}
