using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>What an operator plans: steps that move weight to one variant, and what holds them up, ends them or takes them back.</summary>
/// <remarks>Immutable. What it may hold is enforced by <c>RolloutPlanValidator</c>, wherever it comes from.</remarks>
public sealed record RolloutPlan
{
    /// <summary>The variant that gets the weight; one of the service's, not its baseline.</summary>
    public required string Variant { get; init; }

    /// <summary>1 to <see cref="MaxSteps"/> steps, in rising order of weight.</summary>
    public required IReadOnlyList<RolloutStep> Steps { get; init; }

    /// <summary>What happens on failure. Default <see cref="FailureAction.Rollback"/>.</summary>
    public FailureAction OnFail { get; init; } = FailureAction.Rollback;

    /// <summary>How long each weight is held on the way back. Null, the default: a rollback goes to 0 in one write. 1 s to 7 days.</summary>
    public TimeSpan? RollbackHold { get; init; }

    /// <summary>Spans in which no step goes forward; a rollback always may. Default none, at most 20.</summary>
    public IReadOnlyList<FreezeWindow> Freeze { get; init; } = [];

    /// <summary>How long the whole rollout may take before it counts as failed. Null, the default: any time. 1 s to 365 days.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Absolute caps on the harm that the variant may do. Default none.</summary>
    public RolloutLimits Limits { get; init; } = new();

    /// <summary>How evidence is judged, or null: no analysis is asked for.</summary>
    public AnalysisConfig? Analysis { get; init; }

    /// <summary>The most steps that a plan may have.</summary>
    public const int MaxSteps = 50;
}

/// <summary>One weight, with what must be true before the next.</summary>
public sealed record RolloutStep
{
    /// <summary>The variant's share in this step, above 0.</summary>
    public required Weight Weight { get; init; }

    /// <summary>The least time in this step. 0, the default, to 365 days.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>Who or what must say yes, or null: nobody.</summary>
    public GateConfig? Gate { get; init; }

    /// <summary>The verdict that is waited for, or null: none.</summary>
    public RequiredVerdict? Verdict { get; init; }

    /// <summary>How long the step may take before the rollout pauses and says what is missing. Null, the default: any time. 1 s to 365 days; longer than <see cref="Hold"/>.</summary>
    public TimeSpan? Deadline { get; init; }
}

/// <summary>Who or what must say yes before a step ends.</summary>
public abstract record GateConfig
{
    private GateConfig()
    {
    }

    /// <summary>A person promotes the step.</summary>
    /// <param name="Approvers">Names of keys or accounts that may; empty: every operator. At most 50.</param>
    /// <param name="Note">What they should look at, or null. At most 500 characters.</param>
    public sealed record Manual(IReadOnlyList<string> Approvers, string? Note) : GateConfig;

    /// <summary>A URL is asked again and again until it answers yes: 200 with <c>{"approved": true}</c>.</summary>
    /// <param name="Url">http or https.</param>
    /// <param name="Interval">How often. 1 s to 1 h, default 30 s.</param>
    public sealed record Webhook(string Url, TimeSpan Interval) : GateConfig;
}

/// <summary>A span that comes again: no step goes forward in it.</summary>
/// <param name="Cron">When it begins: five fields, minute to day of week.</param>
/// <param name="Duration">How long it lasts. 1 min to 31 days.</param>
/// <param name="TimeZone">The IANA name of the zone in which <paramref name="Cron"/> is meant. Default <c>UTC</c>.</param>
/// <param name="Name">What people call it, or null. At most 100 characters.</param>
public sealed record FreezeWindow(string Cron, TimeSpan Duration, string TimeZone = "UTC", string? Name = null);

/// <summary>Absolute caps on the harm that a rollout's variant may do; null: no cap.</summary>
public sealed record RolloutLimits
{
    /// <summary>Errors of the variant since the rollout began, at which it goes back at once. 1 to 1,000,000,000.</summary>
    public int? MaxErrors { get; init; }

    /// <summary>The share of the service's error budget that the variant's errors may take since the rollout began, at which it goes back at once. 0.001 to 1. Needs the service's <c>objective</c>.</summary>
    public double? MaxErrorBudget { get; init; }

    /// <summary>Whether errors of the variant are counted against a limit.</summary>
    public bool CountsErrors => MaxErrors is not null || MaxErrorBudget is not null;

    /// <summary>Requests a second to the variant, over all gateways together; what exceeds goes to the baseline. 1 to 1,000,000.</summary>
    public int? MaxRequestsPerSecond { get; init; }

    /// <summary>Sticky keys that may meet the variant; all further ones go to the baseline. 1 to 1,000,000. Needs <c>sticky</c>.</summary>
    public int? MaxUsers { get; init; }
}

/// <summary>What happens when a rollout fails.</summary>
public enum FailureAction
{
    /// <summary>The baseline gets everything.</summary>
    Rollback,

    /// <summary>The rollout pauses where it is.</summary>
    Pause,
}

/// <summary>Which verdict a step waits for.</summary>
public enum RequiredVerdict
{
    /// <summary>The hold has passed with enough requests and no <see cref="VerdictKind.Fail"/>.</summary>
    NoEvidenceAgainst,

    /// <summary>A <see cref="VerdictKind.Pass"/>: evidence that the variant is not worse.</summary>
    NotWorse,
}
