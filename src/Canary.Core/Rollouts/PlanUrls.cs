namespace Canary.Core.Rollouts;

/// <summary>Whom a rollout asks by what its plan says.</summary>
public static class PlanUrls
{
    /// <summary>Each URL with its field, as <c>steps[1].gate.webhook.url</c>.</summary>
    public static IEnumerable<(string Path, string Url)> Of(RolloutPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i].Gate is GateConfig.Webhook gate)
            {
                yield return ($"steps[{i}].gate.webhook.url", gate.Url);
            }
        }

        foreach (var (i, check) in (plan.Analysis?.Checks ?? []).Index())
        {
            yield return ($"analysis.checks[{i}].{(check is CheckConfig.Webhook ? "webhook" : "prometheus")}.url", check.Url);
        }
    }
}
