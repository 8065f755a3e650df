using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.TestKit;

/// <summary>Rollouts of the variant <c>canary</c> with limits, which wait at their one step for a person.</summary>
public static class TestRollouts
{
    /// <summary>What a service with such a rollout remembers.</summary>
    public static ServiceState State(RolloutLimits limits, string id = "run-1", RolloutPhase phase = RolloutPhase.Progressing) => new(new Rollout(
        new RolloutPlan { Variant = "canary", Steps = [new RolloutStep { Weight = Weight.FromHundredths(5_000), Gate = new GateConfig.Manual([], null) }], Limits = limits },
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
