namespace Canary.Gateway.Storage;

/// <summary>What gateways counted of rollouts as evidence, summed over all of them.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>. Entries are forgotten some time after the last word about them, by default two days. Safe for concurrent use.</remarks>
internal interface IEvidenceLedger
{
    /// <summary>The most users of a rollout whose errors are told apart; those beyond count no more, on either side.</summary>
    public const int MaxFailedUsers = 100_000;

    /// <summary>Says what this run of a gateway has counted, in one atomic call. Totals, and users that count once: saying it twice changes nothing.</summary>
    /// <param name="holder">Identity of this run of a gateway, without spaces.</param>
    /// <param name="reports">What has changed; each split of a rollout once.</param>
    /// <param name="cancellation">Cancels.</param>
    Task ReportEvidenceAsync(string holder, IReadOnlyList<EvidenceReport> reports, CancellationToken cancellation);

    /// <summary>What all gateways have counted of the rollouts named, in sum, a row for each split; none of those of which nobody said anything.</summary>
    Task<IReadOnlyList<EvidenceRow>> ReadEvidenceAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation);

    /// <summary>Forgets the rows of earlier steps.</summary>
    /// <param name="rollout">Whose.</param>
    /// <param name="step">The first step that stays.</param>
    /// <param name="cancellation">Cancels.</param>
    Task ForgetEvidenceAsync(string rollout, int step, CancellationToken cancellation);

    /// <summary>Keeps what the leader makes of the evidence, for all gateways to show.</summary>
    /// <param name="judgements">By rollout, as JSON.</param>
    /// <param name="cancellation">Cancels.</param>
    Task SaveJudgementsAsync(IReadOnlyDictionary<string, string> judgements, CancellationToken cancellation);

    /// <summary>What a leader last made of a rollout's evidence, as JSON, or null.</summary>
    Task<string?> ReadJudgementAsync(string rollout, CancellationToken cancellation);
}

/// <summary>What one run of a gateway has counted under one split.</summary>
/// <param name="Rollout">The rollout's id.</param>
/// <param name="Step">Index of its step.</param>
/// <param name="ShareMillionths">The variant's share of the traffic of both, in millionths.</param>
/// <param name="Totals">Counters since this run first saw the split, never falling; the store only sums them.</param>
/// <param name="FailedUsers">Users that met an error, each of which counts once in a rollout, where it was first said: twice the user's number, and one more where it was at the baseline.</param>
internal sealed record EvidenceReport(string Rollout, int Step, int ShareMillionths, IReadOnlyList<long> Totals, IReadOnlyList<long> FailedUsers)
{
    /// <summary>How long it is remembered after this. Default two days; to be said with the first report and from time to time.</summary>
    public TimeSpan? Kept { get; init; } = TimeSpan.FromDays(2);
}

/// <summary>What all gateways have counted under one split.</summary>
/// <param name="Rollout">The rollout's id.</param>
/// <param name="Step">Index of its step.</param>
/// <param name="ShareMillionths">The variant's share of the traffic of both, in millionths.</param>
/// <param name="Totals">Sums of the counters.</param>
/// <param name="FailedAtCanary">Users that met an error at the rollout's variant.</param>
/// <param name="FailedAtBaseline">Users that met an error at the baseline.</param>
internal sealed record EvidenceRow(string Rollout, int Step, int ShareMillionths, IReadOnlyList<long> Totals, long FailedAtCanary, long FailedAtBaseline);
