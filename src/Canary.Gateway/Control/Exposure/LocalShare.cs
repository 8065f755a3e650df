namespace Canary.Gateway.Control.Exposure;

/// <summary>What a gateway gives itself of a limit while the store is silent: no more than its fair share, and no more than it last got.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class LocalShare(TimeProvider time)
{
    // More than this is not saved up, so that a pause is not followed by a burst.
    private static readonly TimeSpan MostSaved = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long _windowBegan;
    private int _inWindow;
    private int _before;
    private long? _countedAt;
    private double _credit;

    /// <summary>Requests a second that the store last granted: the most of the latest two seconds in which it was asked.</summary>
    public int LastPerSecond => Math.Max(_before, _inWindow);

    /// <summary>The store granted so many. Ends a silence.</summary>
    public void Granted(int requests)
    {
        var elapsed = time.GetElapsedTime(_windowBegan);
        if (elapsed >= Window)
        {
            _before = elapsed < 2 * Window ? _inWindow : 0;
            _inWindow = 0;
            _windowBegan = time.GetTimestamp();
        }

        _inWindow += requests;
        (_countedAt, _credit) = (null, 0);
    }

    /// <summary>Takes so many as are wanted and there; called again and again while the store is silent.</summary>
    /// <param name="wanted">Requests that could go.</param>
    /// <param name="limit">Requests a second over all gateways.</param>
    /// <param name="gateways">How many gateways were alive when the store last told.</param>
    public int Take(int wanted, int limit, int gateways)
    {
        var perSecond = Math.Min(LastPerSecond, (double)limit / Math.Max(1, gateways));
        var elapsed = _countedAt is { } then ? time.GetElapsedTime(then) : TimeSpan.Zero;
        _countedAt = time.GetTimestamp();
        _credit = Math.Min(_credit + (perSecond * elapsed.TotalSeconds), Math.Max(1, perSecond * MostSaved.TotalSeconds));
        var taken = Math.Min(wanted, (int)_credit);
        _credit -= taken;
        return taken;
    }
}
