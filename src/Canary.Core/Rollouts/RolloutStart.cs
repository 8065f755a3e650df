using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Begins rollouts: at once, or, in a freeze window, when it ends, or, for a release, when that is confirmed.</summary>
internal static class RolloutStart
{
    /// <summary>A rollout that walks.</summary>
    public static RolloutChange Walking(ServiceConfig service, RolloutPlan plan, string id, string by, string? reason, DateTimeOffset now, string? release)
    {
        var rollout = Before(service, plan, id, now, release);
        var who = $"started by {RolloutText.Name(by)}{RolloutText.Because(reason)}";
        return FreezeCalendar.At(plan.Freeze, now) is { } freeze
            ? Transitions.ToStep(rollout, -1, RolloutEvents.Started, $"{who}; {RolloutText.StepTo(plan, 0)} waits for the end of {freeze}", now)
            : Transitions.ToStep(rollout, 0, RolloutEvents.Started, $"{RolloutText.StepTo(plan, 0)}: {who}", now);
    }

    /// <summary>A rollout that a release has reserved: nothing is moved.</summary>
    public static RolloutChange Reserved(ServiceConfig service, RolloutPlan plan, string id, string release, DateTimeOffset until, DateTimeOffset now)
    {
        var rollout = Before(service, plan, id, now, release);
        var reserved = rollout with { State = rollout.State with { ReservedUntil = until } };
        return Transitions.Pause(reserved, $"reserved: waits for release {Quoted.Text(release)} to be confirmed, until {RolloutText.Time(until)}", now);
    }

    /// <summary>The first step of a rollout that waited for it.</summary>
    public static RolloutChange FirstStep(Rollout rollout, string why, DateTimeOffset now) =>
        Transitions.ToStep(rollout, 0, RolloutEvents.Started, $"{RolloutText.StepTo(rollout.Plan, 0)}: {why}", now);

    // What was before the first transition, which makes it transition 1.
    private static Rollout Before(ServiceConfig service, RolloutPlan plan, string id, DateTimeOffset now, string? release)
    {
        var weights = service.Variants.Keys.ToDictionary(name => name, service.WeightOf, StringComparer.Ordinal);
        var state = new RolloutState
        {
            Id = id,
            Phase = RolloutPhase.Progressing,
            Step = -1,
            StartedAt = now,
            StepSince = now,
            ChangedAt = now,
            Transition = 0,
            Message = "",
            WeightsBefore = weights.AsReadOnly(),
        };
        return new Rollout(plan, state, release);
    }
}
