using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>A transition of a rollout: the next rollout, what it does to the service, and what is told of it.</summary>
/// <param name="Next">The rollout after the transition.</param>
/// <param name="Effect">What becomes of the service's traffic.</param>
/// <param name="Event">What happened: one of <see cref="RolloutEvents"/>.</param>
public sealed record RolloutChange(Rollout Next, TrafficEffect Effect, string Event)
{
    /// <summary>The line for API, log, event and history.</summary>
    public string Message => Next.State.Message;
}

/// <summary>What a transition does to a service's traffic.</summary>
public abstract record TrafficEffect
{
    private TrafficEffect()
    {
    }

    /// <summary>The service after the effect; valid where <paramref name="service"/> is, and its other variants leave room (checked when a rollout starts).</summary>
    public abstract ServiceConfig ApplyTo(ServiceConfig service);

    /// <summary>Nothing changes.</summary>
    public sealed record None : TrafficEffect
    {
        /// <inheritdoc/>
        public override ServiceConfig ApplyTo(ServiceConfig service) => service;
    }

    /// <summary>The variant gets a weight, the baseline takes what remains; the service is no longer rolled back.</summary>
    public sealed record SetWeight(string Variant, Weight Weight) : TrafficEffect
    {
        /// <inheritdoc/>
        public override ServiceConfig ApplyTo(ServiceConfig service) => ServiceChanges.SetWeight(service, Variant, Weight);
    }

    /// <summary>Rollback: the baseline gets everything, rules and sticky keys off.</summary>
    public sealed record RollBack : TrafficEffect
    {
        /// <inheritdoc/>
        public override ServiceConfig ApplyTo(ServiceConfig service) => ServiceChanges.RollBack(service);
    }

    /// <summary>The weights from before the rollout, as far as those variants are still there.</summary>
    public sealed record Restore(IReadOnlyDictionary<string, Weight> Weights) : TrafficEffect
    {
        /// <inheritdoc/>
        public override ServiceConfig ApplyTo(ServiceConfig service) => ServiceChanges.RestoreWeights(service, Weights);
    }
}

/// <summary>Names of what happens to rollouts; the actions of history, audit, server-sent events and CloudEvents (with the prefix <c>io.canary-gateway.</c>).</summary>
public static class RolloutEvents
{
    /// <summary>Begun; the first step is in force.</summary>
    public const string Started = "rollout.started";

    /// <summary>A step forward.</summary>
    public const string Stepped = "rollout.stepped";

    /// <summary>A step waits for a person to say yes.</summary>
    public const string Waiting = "rollout.waiting";

    /// <summary>A gate was approved.</summary>
    public const string Approved = "rollout.approved";

    /// <summary>A verdict came from outside.</summary>
    public const string Judged = "rollout.judged";

    /// <summary>Paused, by a person, a failure or a deadline.</summary>
    public const string Paused = "rollout.paused";

    /// <summary>Resumed.</summary>
    public const string Resumed = "rollout.resumed";

    /// <summary>One weight back, on the way to 0.</summary>
    public const string Returned = "rollout.returned";

    /// <summary>All steps are done.</summary>
    public const string Promoted = "rollout.promoted";

    /// <summary>Taken back.</summary>
    public const string RolledBack = "rollout.rolledBack";

    /// <summary>Ended by a person.</summary>
    public const string Aborted = "rollout.aborted";

    /// <summary>A newer one took its place.</summary>
    public const string Superseded = "rollout.superseded";

    /// <summary>The store's clock jumped; times were moved along, so that no hold became shorter or longer.</summary>
    public const string ClockMoved = "rollout.clockMoved";
}
