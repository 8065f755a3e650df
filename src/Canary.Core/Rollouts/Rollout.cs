using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>A rollout of one service: its plan and how far it is. Kept with the service, and written in the same write as the weights it moves.</summary>
/// <param name="Plan">What is planned.</param>
/// <param name="State">How far it is.</param>
/// <param name="Release">The release that moves it together with other services, or null: it walks by itself.</param>
public sealed record Rollout(RolloutPlan Plan, RolloutState State, string? Release = null)
{
    /// <summary>Whether it has not ended yet.</summary>
    public bool IsActive => State.Phase is RolloutPhase.Progressing or RolloutPhase.Paused;

    /// <summary>The step in force, or null before the first.</summary>
    public RolloutStep? CurrentStep => State.Step < 0 ? null : Plan.Steps[State.Step];

    /// <summary>Whether it waits for its release to confirm or cancel it, and no weight was moved yet.</summary>
    public bool IsReserved => IsActive && State.ReservedUntil is not null;
}

/// <summary>How far a rollout is. Immutable; only <c>RolloutMachine</c> makes the next one.</summary>
public sealed record RolloutState
{
    /// <summary>Identity of this run of the plan: letters, digits and <c>-</c>, at most 64. A retry is a new run.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required RolloutPhase Phase { get; init; }

    /// <summary>Index of the current step in the plan; −1 before the first.</summary>
    public required int Step { get; init; }

    /// <summary>When the rollout began, by the store's clock: its first step came into force; before that, when it was asked for.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the current step, or its repetition after a resume, began.</summary>
    public required DateTimeOffset StepSince { get; init; }

    /// <summary>When the last transition was.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Rises by one with every transition, from 1.</summary>
    public required long Transition { get; init; }

    /// <summary>The last transition in one line that a person understands; the same in API, log, event and history.</summary>
    public required string Message { get; init; }

    /// <summary>The service's weights before the rollout, to which an abort returns.</summary>
    public required IReadOnlyDictionary<string, Weight> WeightsBefore { get; init; }

    /// <summary>Who said yes to the current step's gate, or null: nobody yet.</summary>
    public GateApproval? Approval { get; init; }

    /// <summary>The verdict that was given from outside for the current step, or null.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Whether people were told that the current step waits for one of them.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Whether the rollout is on its way back, weight by weight.</summary>
    public bool IsReturning { get; init; }

    /// <summary>Why it failed, while it goes back, waits for a person because of that, or was rolled back; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>
    /// While it is reserved for a release that was tried (<see cref="Phase"/> is Paused, <see cref="Step"/> −1, no weight moved): when it
    /// is aborted where nobody has confirmed it; null otherwise.
    /// </summary>
    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>When it was paused, while it is; null otherwise.</summary>
    public DateTimeOffset? PausedAt { get; init; }
}

/// <summary>Who said yes to a gate.</summary>
/// <param name="By">A key's or account's name, or the URL that was asked.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Note">What they said, or null.</param>
public sealed record GateApproval(string By, DateTimeOffset At, string? Note);

/// <summary>What analysis, or somebody outside, says about the variant.</summary>
/// <param name="Kind">The verdict.</param>
/// <param name="Message">Why, in one sentence.</param>
public sealed record Verdict(VerdictKind Kind, string Message);

/// <summary>Kinds of verdicts.</summary>
public enum VerdictKind
{
    /// <summary>Not worse.</summary>
    Pass,

    /// <summary>Worse.</summary>
    Fail,

    /// <summary>Too little data.</summary>
    Inconclusive,

    /// <summary>The source is down.</summary>
    Error,
}

/// <summary>Where a rollout stands. The last four are final.</summary>
public enum RolloutPhase
{
    /// <summary>It walks.</summary>
    Progressing,

    /// <summary>It waits for a person.</summary>
    Paused,

    /// <summary>All steps are done.</summary>
    Promoted,

    /// <summary>It was taken back: the baseline has everything.</summary>
    RolledBack,

    /// <summary>A person ended it: weights are as before.</summary>
    Aborted,

    /// <summary>A newer rollout took its place, or its variant is gone.</summary>
    Superseded,
}

/// <summary>What the gateway itself remembers about a service, beside what its operator declared.</summary>
/// <param name="Rollout">The active or last rollout, or null.</param>
/// <param name="Owner">The file that owns the service, or null: the API does.</param>
public sealed record ServiceState(Rollout? Rollout = null, FileOwner? Owner = null)
{
    /// <summary>Nothing to remember.</summary>
    public static ServiceState Empty { get; } = new();
}

/// <summary>The file that owns a service, a rollout or a sink.</summary>
/// <param name="File">Its name without folders.</param>
/// <param name="Hash">Hash of the document when it was last applied, hex.</param>
/// <param name="AllowsApiChanges">Whether the file lets the API change what it owns.</param>
/// <param name="RolloutHash">Hash of the rollout document that was last started from the file, or null.</param>
/// <param name="RolloutId">Identity of the run that was started from it, so that a person's run is told apart; or null.</param>
/// <param name="Weights">The weights that the document gave when it was last applied, so that a change of something else leaves alone what was moved since; or null.</param>
public sealed record FileOwner(
    string File, string Hash, bool AllowsApiChanges = false, string? RolloutHash = null, string? RolloutId = null, string? Weights = null);
