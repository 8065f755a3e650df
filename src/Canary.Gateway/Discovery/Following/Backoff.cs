namespace Canary.Gateway.Discovery.Following;

/// <summary>How long to wait after failures in a row: twice as long each time, from 200 ms to 30 s, less up to a half by chance, so that gateways do not ask all at once.</summary>
/// <param name="chance">Gives numbers from 0 to 1.</param>
internal sealed class Backoff(Func<double> chance)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        var wait = _next * (1 - (chance() / 2));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return wait;
    }

    /// <summary>All is well: the next failure is a first one.</summary>
    public void Reset() => _next = First;
}
