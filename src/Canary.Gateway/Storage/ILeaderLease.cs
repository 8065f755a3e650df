namespace Canary.Gateway.Storage;

/// <summary>Which gateway drives rollouts: a lease with an expiry and a fencing token that every write of the leader carries.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>. Safe for concurrent use.</remarks>
internal interface ILeaderLease
{
    /// <summary>Called (on any thread, must return at once) when a leader stepped down, so that others need not wait for its lease to end. Hints can be lost.</summary>
    event Action? LeaseFreed;

    /// <summary>Takes the lease where it is free or has ended, or prolongs <paramref name="holder"/>'s own.</summary>
    /// <param name="holder">Identity of this run of a gateway; unique, also across restarts.</param>
    /// <param name="duration">How long it lasts from now, by the store's clock.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The lease where this holder has it, else null; and the store's time.</returns>
    Task<(Lease? Lease, DateTimeOffset Now)> TakeLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellation);

    /// <summary>Gives the lease back, where it is still this one.</summary>
    Task FreeLeaseAsync(Lease lease, CancellationToken cancellation);

    /// <summary>The store's clock.</summary>
    Task<DateTimeOffset> ReadTimeAsync(CancellationToken cancellation);
}

/// <summary>A lease that was held when it was given; whether it still is, only the store knows.</summary>
/// <param name="Holder">Who has it.</param>
/// <param name="Token">Fencing token: rises with every change of holder.</param>
internal sealed record Lease(string Holder, long Token);
