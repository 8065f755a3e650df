using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.TestKit;

/// <summary>Rollouts of the variant <c>canary</c> with limits, as they stand after their first step.</summary>
public static class TestRollouts
{
    /// <summary>What a service with such a rollout remembers.</summary>
    public static ServiceState State(RolloutLimits limits, string id = "run-1", RolloutPhase phase = RolloutPhase.Progressing) => new(new Rollout(
        new RolloutPlan { Variant = "canary", Steps = [new RolloutStep { Weight = Weight.FromHundredths(5_000) }], Limits = limits },
        new RolloutState
        {
            Id = id,
            Phase = phase,
            Step = 0,
            StartedAt = DateTimeOffset.UnixEpoch,
            StepSince = DateTimeOffset.UnixEpoch,
            ChangedAt = DateTimeOffset.UnixEpoch,
            Transition = 1,
            Message = "step 1/1",
            WeightsBefore = new Dictionary<string, Weight> { ["stable"] = Weight.FromHundredths(10_000) },
        }));
}
