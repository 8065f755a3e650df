using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Says how often a gateway looks at a slice of the stored documents, so that many gateways together ask the store for no more than twenty do.</summary>
/// <remarks>Up to twenty gateways look at every turn, a thousand at every fiftieth each. Used by one task only.</remarks>
internal sealed class ScrubPace(IServiceStore store, TimeProvider time)
{
    private const int LookingAtOnce = 20;
    private const int LongestWait = 60;

    // The more there are, the dearer the count; all together then ask for twenty counts a second at most.
    private static readonly TimeSpan CountAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CountAfterPerGateway = TimeSpan.FromMilliseconds(50);

    private long? _countedAt;
    private TimeSpan _countAfter;
    private int _every = 1;
    private int _left;

    /// <summary>Whether this gateway is to look now. To be asked once a turn.</summary>
    /// <exception cref="StoreUnavailableException">The store does not say how many gateways there are.</exception>
    public async ValueTask<bool> IsDueAsync(CancellationToken cancellation)
    {
        if (_countedAt is not { } counted || time.GetElapsedTime(counted) >= _countAfter)
        {
            var gateways = (await store.ReadInstancesAsync(InstanceAnnouncer.MaxAge, cancellation)).Count;
            (_countedAt, _countAfter) = (time.GetTimestamp(), CountAfter + (gateways * CountAfterPerGateway));
            var every = Math.Clamp(gateways / LookingAtOnce, 1, LongestWait);
            if (every != _every)
            {
                // Gateways that count at the same moment do not then look at the same moment.
                (_every, _left) = (every, Random.Shared.Next(every));
            }
        }

        if (_left > 0)
        {
            _left--;
            return false;
        }

        _left = _every - 1;
        return true;
    }
}
