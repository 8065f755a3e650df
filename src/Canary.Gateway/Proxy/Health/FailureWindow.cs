namespace Canary.Gateway.Proxy.Health;

/// <summary>A destination's latest requests: the current span of ten seconds and the one before, and how many failed in a row.</summary>
/// <remarks>Written by every request that ends there, under a lock that is held for a few nanoseconds.</remarks>
internal sealed class FailureWindow
{
    /// <summary>A share of fewer requests than this says nothing.</summary>
    public const int MinRequests = 10;

    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private readonly Lock _counting = new();
    private long _spanStarted;
    private int _failuresInRow;
    private (int Requests, int Failures) _current;
    private (int Requests, int Failures) _before;

    /// <summary>Counts a request.</summary>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="rules">How many failures are too many.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Whether there are too many by now; each further failure says so again, until counting starts afresh.</returns>
    public EjectionCause Add(bool failed, EjectionRules rules, TimeProvider time)
    {
        lock (_counting)
        {
            var elapsed = time.GetElapsedTime(_spanStarted);
            if (elapsed >= Span)
            {
                _before = elapsed < 2 * Span ? _current : default;
                _current = default;
                _spanStarted = time.GetTimestamp();
            }

            _current = (_current.Requests + 1, _current.Failures + (failed ? 1 : 0));
            _failuresInRow = failed ? _failuresInRow + 1 : 0;
            if (!failed)
            {
                return EjectionCause.None;
            }

            var (requests, failures) = (_current.Requests + _before.Requests, _current.Failures + _before.Failures);
            return _failuresInRow >= rules.ConsecutiveFailures ? EjectionCause.ConsecutiveFailures
                : requests >= MinRequests && failures >= rules.FailureRatio * requests ? EjectionCause.FailureRatio
                : EjectionCause.None;
        }
    }

    /// <summary>Counting starts afresh.</summary>
    public void Clear()
    {
        lock (_counting)
        {
            _current = _before = default;
            _failuresInRow = 0;
        }
    }
}
