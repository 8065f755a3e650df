namespace Canary.Gateway.Storage;

/// <summary>Where gateways say how much traffic they have, for people who look at all of them together; while nobody looks, nobody says anything.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>. What is on it goes by itself, and is no part of a backup. Safe for concurrent use.</remarks>
internal interface ITrafficBoard
{
    /// <summary>Somebody looks from now on, for so long.</summary>
    Task WatchAsync(TimeSpan duration, CancellationToken cancellation);

    /// <summary>Whether somebody looks.</summary>
    Task<bool> IsWatchedAsync(CancellationToken cancellation);

    /// <summary>Puts a gateway's traffic in the place of what it said before.</summary>
    /// <param name="gateway">The gateway's id.</param>
    /// <param name="traffic">What it says.</param>
    /// <param name="kept">How long that stays.</param>
    /// <param name="cancellation">Cancels.</param>
    Task PostAsync(string gateway, string traffic, TimeSpan kept, CancellationToken cancellation);

    /// <summary>What gateways say, by id; those that say nothing are left out.</summary>
    /// <param name="gateways">Their ids.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyDictionary<string, string>> ReadAsync(IReadOnlyList<string> gateways, CancellationToken cancellation);
}
