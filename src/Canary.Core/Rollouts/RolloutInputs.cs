using Canary.Core.Analysis;

namespace Canary.Core.Rollouts;

/// <summary>What a driver knows when it asks for the next state.</summary>
public sealed record RolloutInputs
{
    /// <summary>The time, by the store's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What analysis says about the current step; null: there is no analysis. A verdict given from outside is in the state.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Errors of the variant since the rollout began, over all gateways; null: not known.</summary>
    public long? Errors { get; init; }

    /// <summary>The service's error budget; null: it has no objective, or the budget is not known.</summary>
    public ErrorBudget? Budget { get; init; }

    /// <summary>What the current step's webhook gate answered; null: not asked, or no yes yet.</summary>
    public GateApproval? GateAnswer { get; init; }
}

/// <summary>What a person asks of a rollout.</summary>
/// <param name="Kind">What.</param>
/// <param name="By">Who: a key's or account's name.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record RolloutRequest(RolloutRequestKind Kind, string By, string? Reason);

/// <summary>What a person may ask of a rollout.</summary>
public enum RolloutRequestKind
{
    /// <summary>Stay where it is.</summary>
    Pause,

    /// <summary>Go on, in the current step, whose time begins anew.</summary>
    Resume,

    /// <summary>End the current step's wait, or approve its gate. Freeze windows still hold.</summary>
    Promote,

    /// <summary>To the last step's end at once.</summary>
    PromoteFully,

    /// <summary>Back to the weights before.</summary>
    Abort,

    /// <summary>The baseline gets everything, at once, in every active phase.</summary>
    RollBack,

    /// <summary>A person changed the weights: the rollout pauses and says who did it.</summary>
    WeightsChanged,

    /// <summary>A newer rollout takes its place, or its variant is gone.</summary>
    Supersede,

    /// <summary>A reserved rollout (<see cref="RolloutState.ReservedUntil"/>) begins: its first step is put into force. Nothing else begins it; only it and what ends a rollout may be asked of a reserved one.</summary>
    Confirm,
}

/// <summary>What became of a request: a change, or why it was refused.</summary>
/// <param name="Change">The transition, or null where it was refused.</param>
/// <param name="Refusal">Why, in one sentence that says what is allowed; null where it was not refused.</param>
public sealed record RolloutAnswer(RolloutChange? Change, string? Refusal);
