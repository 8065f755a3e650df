namespace Canary.Core.Rollouts;

/// <summary>Who may say yes to manual gates.</summary>
internal static class Approvers
{
    private const int MaxNames = 5;

    /// <summary>The names for a message.</summary>
    public static string Names(GateConfig.Manual gate)
    {
        var shown = gate.Approvers.Take(MaxNames).Select(RolloutText.Name).ToList();
        var more = gate.Approvers.Count - shown.Count;
        if (more > 0)
        {
            return $"{string.Join(", ", shown)} or {more} others";
        }

        return shown.Count switch
        {
            0 => "any operator",
            1 => shown[0],
            _ => $"{string.Join(", ", shown.SkipLast(1))} or {shown[^1]}",
        };
    }

    /// <summary>Why somebody may not end the wait of the current step, or null; where <paramref name="all"/> is true, that of all later steps as well.</summary>
    public static string? RefusalOf(Rollout rollout, string by, bool all)
    {
        var last = all ? rollout.Plan.Steps.Count - 1 : rollout.State.Step;
        for (var step = Math.Max(0, rollout.State.Step); step <= last; step++)
        {
            var isApproved = step == rollout.State.Step && rollout.State.Approval is not null;
            if (!isApproved && rollout.Plan.Steps[step].Gate is GateConfig.Manual { Approvers.Count: > 0 } gate && !gate.Approvers.Contains(by, StringComparer.Ordinal))
            {
                return $"{RolloutText.Step(rollout.Plan, step)} may be approved or promoted by {Names(gate)} only, not by {RolloutText.Name(by)}.";
            }
        }

        return null;
    }
}
