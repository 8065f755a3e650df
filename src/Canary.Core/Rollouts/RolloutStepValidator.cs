using Canary.Core.Services;
using FluentValidation;

namespace Canary.Core.Rollouts;

/// <summary>What must be true of a step.</summary>
internal sealed class RolloutStepValidator : AbstractValidator<RolloutStep>
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private static readonly Func<TimeSpan, string?> Interval = Ranges.Between(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    public RolloutStepValidator()
    {
        RuleFor(s => s.Weight).At("weight").Check(weight => weight > Weight.Zero ? null : "must be above 0, but is 0; to end a rollout before all steps, abort it or roll it back.");
        RuleFor(s => s.Hold).At("hold").Check(Ranges.Between(TimeSpan.Zero, Year));
        RuleFor(s => s.Deadline!.Value).At("deadline").Check(Ranges.Between(TimeSpan.FromSeconds(1), Year)).When(s => s.Deadline is not null);
        RuleFor(s => s.Deadline!.Value).At("deadline").CheckEach(CheckDeadline).When(s => s.Deadline is not null);
        RuleFor(s => s.Gate).At("gate").CheckEach(CheckGate);
    }

    private static void CheckDeadline(RolloutStep step, TimeSpan deadline, Action<string, string> fail)
    {
        if (deadline <= step.Hold)
        {
            fail("", $"must be longer than the step's hold of {RolloutText.Span(step.Hold)}, but is {RolloutText.Span(deadline)}.");
        }
    }

    private static void CheckGate(GateConfig? gate, Action<string, string> fail)
    {
        if (gate is GateConfig.Webhook webhook)
        {
            Tell(".webhook.url", BackendAddress.UrlProblem(webhook.Url));
            Tell(".webhook.interval", Interval(webhook.Interval));
        }
        else if (gate is GateConfig.Manual manual)
        {
            Tell(".manual.note", manual.Note is null ? null : PlainText.Problem(manual.Note, 1, 500));
            Tell(".manual.approvers", Ranges.CountProblem(manual.Approvers.Count, 0, 50, "approvers"));
            for (var i = 0; i < Math.Min(manual.Approvers.Count, 50); i++)
            {
                Tell($".manual.approvers[{i}]", PlainText.Problem(manual.Approvers[i], 1, 100));
            }
        }

        void Tell(string path, string? problem)
        {
            if (problem is not null)
            {
                fail(path, problem);
            }
        }
    }
}
