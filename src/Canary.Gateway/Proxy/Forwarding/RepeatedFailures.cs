using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Tells which of a variant's many failures of one kind is to be said.</summary>
/// <remarks>Any thread may ask; of several that ask at once one gets the yes. It holds memory only once there was a failure.</remarks>
internal sealed class RepeatedFailures
{
    private static readonly int Kinds = (int)Enum.GetValues<ForwarderError>().Max() + 1;
    private Kind[]? _kinds;

    /// <summary>Whether one is to be said: the first at once, later ones where the latest that was said is long enough ago.</summary>
    /// <param name="error">Its kind.</param>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="interval">For how long nothing more of the kind is said, in units of the timestamp.</param>
    /// <param name="leftOut">How many of the kind were not said since the latest that was.</param>
    public bool IsDue(ForwarderError error, long now, long interval, out int leftOut)
    {
        var kinds = _kinds ?? Interlocked.CompareExchange(ref _kinds, new Kind[Kinds], null) ?? _kinds;
        ref var kind = ref kinds[(int)error];
        var quietUntil = Volatile.Read(ref kind.QuietUntil);
        if (now < quietUntil || Interlocked.CompareExchange(ref kind.QuietUntil, now + interval, quietUntil) != quietUntil)
        {
            Interlocked.Increment(ref kind.LeftOut);
            leftOut = 0;
            return false;
        }

        leftOut = Interlocked.Exchange(ref kind.LeftOut, 0);
        return true;
    }

    private struct Kind
    {
        public long QuietUntil;
        public int LeftOut;
    }
}
