namespace Canary.Gateway.Proxy.Health;

/// <summary>A destination's failures and what followed from them; goes with it from one cluster to the next.</summary>
/// <remarks>All but the window is read and written under the lock of the variant's <see cref="VariantHealth"/>.</remarks>
internal sealed class FailureRecord
{
    private int _inRow;
    private long _until;
    private TimeSpan _period;

    /// <summary>The latest requests.</summary>
    public FailureWindow Window { get; } = new();

    /// <summary>Begins an ejection.</summary>
    /// <param name="rules">How long it lasts.</param>
    /// <param name="time">The clock.</param>
    /// <returns>How long: longer where the one before is not forgiven, which it is after the destination stayed well for as long as that one lasted.</returns>
    public TimeSpan Eject(EjectionRules rules, TimeProvider time)
    {
        var isForgiven = _inRow == 0 || time.GetElapsedTime(_until) >= _period;
        _inRow = isForgiven ? 1 : Math.Min(_inRow + 1, EjectionRules.LongestRow);
        _period = rules.PeriodOf(_inRow);
        _until = time.GetTimestamp() + (long)(_period.TotalSeconds * time.TimestampFrequency);
        return _period;
    }

    /// <summary>How much of the ejection is left; zero or less where it is over.</summary>
    public TimeSpan LeftAt(TimeProvider time) => -time.GetElapsedTime(_until);
}
