namespace Canary.Gateway.Discovery.Consul;

/// <summary>Lets a few questions go at once and then one a second, as Consul asks its clients to: a service that changes all the time makes blocking queries a busy loop.</summary>
/// <remarks>A token bucket. Used by one watch, by one caller at a time.</remarks>
internal sealed class ConsulPace(TimeProvider time)
{
    /// <summary>How many may go at once.</summary>
    public const int Burst = 4;

    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(1);

    private double _tokens = Burst;
    private long _asOf = time.GetTimestamp();

    /// <summary>Returns when the next question may go.</summary>
    public async Task TakeAsync(CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_asOf, now) / Refill)) - 1;
        _asOf = now;
        if (_tokens < 0)
        {
            await Task.Delay(Refill * -_tokens, time, cancellation);
        }
    }
}
