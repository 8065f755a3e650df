using Canary.Core.Analysis;

namespace Canary.Core.Rollouts;

/// <summary>Says what let a step end, as <c>held 10m, errors 12 of at most 50</c>.</summary>
internal static class StepReasons
{
    /// <summary>All of it in one line.</summary>
    public static string Of(Rollout rollout, RolloutInputs inputs)
    {
        var reasons = new List<string> { $"held {RolloutText.Span(Elapsed.Since(rollout.State.StepSince, inputs.Now))}" };
        if ((rollout.State.Approval ?? (rollout.CurrentStep?.Gate is GateConfig.Webhook ? inputs.GateAnswer : null)) is { } approval)
        {
            reasons.Add($"approved by {RolloutText.Name(approval.By)}");
        }

        if (inputs.Errors is { } errors)
        {
            var most = rollout.Plan.Limits switch
            {
                { MaxErrors: { } max } => $" of at most {RolloutText.Number(max)}",
                { MaxErrorBudget: { } share } => $" of at most {AnalysisText.Rate(share)} of the error budget",
                _ => "",
            };
            reasons.Add($"errors {RolloutText.Number(errors)}{most}");
        }

        if (StepNeeds.VerdictOf(rollout, inputs) is { } verdict)
        {
            reasons.Add(RolloutText.Text(verdict.Message));
        }

        return string.Join(", ", reasons);
    }
}
