using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Exposure;

/// <summary>One rollout's limit as this gateway shares it with the others: asks the store for what requests asked for, and hands it out.</summary>
/// <remarks>Rounds and answers of the store may come at the same time: both hold the lock while they hand out.</remarks>
internal sealed class SharedLimit(ExposureLimit limit, ITrafficLedger ledger, TimeProvider time)
{
    /// <summary>An answer that takes longer is no base for what requests do now: until it comes the store counts as silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long to wait after a call that failed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>So long after the last request, one more is kept at hand: seldom as they come, each would find nothing.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(10);

    // The ledger forgets rollouts of which it hears nothing for days.
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromHours(1);

    private readonly int? _perSecond = WithMargin(limit.Limits.MaxRequestsPerSecond);
    private readonly Lock _handing = new();
    private readonly LocalShare _local = new(time);
    private long _asked;
    private long? _lastRequest;
    private long _askBegan = time.GetTimestamp();
    private bool _isAsking;
    private long? _failedAt;
    private string? _problem;

    /// <summary>Why the store counts as silent; null where it answers.</summary>
    public string? Problem
    {
        get
        {
            lock (_handing)
            {
                return IsSilent_NeedsLock ? _problem ?? "no answer yet" : null;
            }
        }
    }

    private bool IsSilent_NeedsLock => _failedAt is not null || IsLate_NeedsLock;

    private bool IsLate_NeedsLock => _isAsking && time.GetElapsedTime(_askBegan) > Patience;

    /// <summary>Asks the store where there is something to ask, and hands out this gateway's own share where it is silent. Waits for nothing.</summary>
    /// <param name="gateways">How many gateways were alive when the store last told.</param>
    /// <param name="cancellation">Ends what is under way.</param>
    /// <returns>The question; completed where there is none.</returns>
    public Task Round(int gateways, CancellationToken cancellation)
    {
        ExposureRequest request;
        lock (_handing)
        {
            var wanted = ReadWanted_NeedsLock();
            if (IsSilent_NeedsLock && _perSecond is { } most)
            {
                var own = _local.Take(wanted, most, gateways);
                limit.Requests!.HandOut(own);
                wanted -= own;
            }

            if (_isAsking || (_failedAt is { } failed && time.GetElapsedTime(failed) < Pause))
            {
                return Task.CompletedTask;
            }

            var users = limit.Users?.TakeClaims() ?? [];
            if (wanted == 0 && users.Count == 0 && time.GetElapsedTime(_askBegan) < RepeatEvery)
            {
                return Task.CompletedTask;
            }

            request = new ExposureRequest(limit.Rollout, limit.Limits.MaxRequestsPerSecond, wanted, limit.Limits.MaxUsers, users) { Pace = _perSecond };
            (_isAsking, _askBegan) = (true, time.GetTimestamp());
        }

        return AskAsync(request, cancellation);
    }

    private async Task AskAsync(ExposureRequest request, CancellationToken cancellation)
    {
        try
        {
            var share = await ledger.ExposeAsync(request, cancellation);
            lock (_handing)
            {
                (var isLate, _isAsking, _failedAt, _problem) = (IsLate_NeedsLock, false, null, null);
                if (!isLate)
                {
                    limit.Requests?.HandOut(share.GrantedRequests);
                    _local.Granted(share.GrantedRequests);
                }

                limit.Users?.Answer(request.Users, share.AdmittedUsers, share.IsFull);
            }
        }
        catch (Exception exception)
        {
            // Whatever it is, the limit holds and the next question comes.
            lock (_handing)
            {
                (_isAsking, _failedAt, _problem) = (false, time.GetTimestamp(), exception.Message);
            }
        }
    }

    /// <summary>As many as asked since the last round, without those that still may go; never more than the limit.</summary>
    private int ReadWanted_NeedsLock()
    {
        if (limit.Requests is not { } requests)
        {
            return 0;
        }

        var unused = requests.ReadUnused();
        var before = _asked;
        _asked = requests.Asked;
        if (_asked > before)
        {
            _lastRequest = time.GetTimestamp();
        }

        var isEmpty = unused == 0 || requests.IsAlmostStale;
        var reserve = isEmpty && _lastRequest is { } last && time.GetElapsedTime(last) < Reserve ? 1 : 0;
        return (int)Math.Clamp(_asked - before - unused, reserve, _perSecond!.Value);
    }

    /// <summary>What is granted at the end of one second is used in the next: with a twentieth less, no second has more than the limit for that.</summary>
    private static int? WithMargin(int? perSecond) => perSecond >= 20 ? perSecond - ((perSecond + 19) / 20) : perSecond;
}
