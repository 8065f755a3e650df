namespace Canary.Gateway.Storage;

/// <summary>What gateways tell each other about traffic of rollouts: counts, and shares of what a limit leaves.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>. Entries of a rollout are forgotten two days after the last word about it. Safe for concurrent use.</remarks>
internal interface ITrafficLedger
{
    /// <summary>Says what this run of a gateway has counted of rollouts so far. Totals, not differences: saying it twice changes nothing.</summary>
    /// <param name="holder">Identity of this run of a gateway.</param>
    /// <param name="counts">Totals since this run first saw the rollout.</param>
    /// <param name="cancellation">Cancels.</param>
    Task ReportAsync(string holder, IReadOnlyList<RolloutCount> counts, CancellationToken cancellation);

    /// <summary>What all gateways have counted, in sum, of the rollouts named; those of which nobody said anything have zeros.</summary>
    Task<IReadOnlyList<RolloutCount>> ReadCountsAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation);

    /// <summary>Asks for a share of what a rollout's limits leave. In no second do all gateways together get more than the limits.</summary>
    Task<ExposureShare> ExposeAsync(ExposureRequest request, CancellationToken cancellation);
}

/// <summary>Totals of a rollout's variant.</summary>
/// <param name="Rollout">The rollout's id (<see cref="Canary.Core.Rollouts.RolloutState.Id"/>).</param>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Errors">Those of them that failed, by the service's error codes; client aborts are none.</param>
internal sealed record RolloutCount(string Rollout, long Requests, long Errors);

/// <summary>What a gateway wants of a rollout's limits.</summary>
/// <param name="Rollout">The rollout's id.</param>
/// <param name="RequestsPerSecond">The limit, or null: none.</param>
/// <param name="WantedRequests">Requests that it could send to the variant now; 0 or more.</param>
/// <param name="MaxUsers">The limit, or null: none.</param>
/// <param name="Users">Hashes of sticky keys that want to meet the variant and are not known to be admitted; at most 1,000.</param>
internal sealed record ExposureRequest(string Rollout, int? RequestsPerSecond, int WantedRequests, int? MaxUsers, IReadOnlyList<long> Users)
{
    /// <summary>How many requests a second are handed out in the long run, at most the limit. Default: the limit.</summary>
    public int? Pace { get; init; } = RequestsPerSecond;
}

/// <summary>What a gateway gets.</summary>
/// <param name="GrantedRequests">Requests that it may send; what it does not use within a second is lost.</param>
/// <param name="AdmittedUsers">Those of the users asked for that may meet the variant, from now until the rollout ends.</param>
/// <param name="IsFull">Whether no further user will be admitted.</param>
internal sealed record ExposureShare(int GrantedRequests, IReadOnlyList<long> AdmittedUsers, bool IsFull);
