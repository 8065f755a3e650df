using Canary.Core.Services;

namespace Canary.Gateway.Proxy.Replay;

/// <summary>How many more requests than came may be sent: each that comes pays in its share, each that is sent again takes one out.</summary>
/// <remarks>
/// A retry budget as Finagle's: in an outage the backends get their share more and not a multiple. What was not used is kept, up to
/// <see cref="Most"/>, and a service begins with <see cref="First"/>, so that one with few requests may send some again, too.
/// Used by all requests of a service at once, without a lock.
/// </remarks>
/// <param name="share">How many more, in percent of those that came.</param>
internal sealed class ReplayBudget(Weight share)
{
    /// <summary>How many can be saved up.</summary>
    public const int Most = 100;

    /// <summary>How many there are at the start.</summary>
    public const int First = 10;

    // In ten-thousandths of a request, which is what a hundredth of a percent of one is.
    private const long One = Weight.FullHundredths;

    private readonly int _paidIn = share.Hundredths;
    private long _saved = First * One;

    /// <summary>A request came.</summary>
    public void RequestCame()
    {
        // Read first: a service without errors has its savings full, and then no core writes what the others read.
        if (Volatile.Read(ref _saved) < Most * One)
        {
            Interlocked.Add(ref _saved, _paidIn);
        }
    }

    /// <summary>Takes one out; false where there is none.</summary>
    public bool TryTake()
    {
        var saved = Volatile.Read(ref _saved);
        while (saved >= One)
        {
            var before = Interlocked.CompareExchange(ref _saved, saved - One, saved);
            if (before == saved)
            {
                return true;
            }

            saved = before;
        }

        return false;
    }
}
