namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>A destination's latest requests: the current span of ten seconds and the one before.</summary>
internal sealed class FailureWindow
{
    /// <summary>Fewer requests than this say nothing.</summary>
    public const int MinRequests = 10;

    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private readonly Lock _counting = new();
    private long _spanStarted;
    private (int Requests, int Failures) _current;
    private (int Requests, int Failures) _before;

    /// <summary>Counts a request.</summary>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="ratio">The share of failures that is too much.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Whether that share is reached now; counting then starts afresh.</returns>
    public bool Add(bool failed, double ratio, TimeProvider time)
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
            var (requests, failures) = (_current.Requests + _before.Requests, _current.Failures + _before.Failures);
            if (!failed || requests < MinRequests || failures < ratio * requests)
            {
                return false;
            }

            _current = _before = default;
            return true;
        }
    }
}
