using Microsoft.AspNetCore.Connections;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>How many more requests one HTTP/2 connection may take back before their answers began: each costs the gateway and a backend more than the client.</summary>
/// <remarks>
/// A token bucket of ten seconds' worth, told by the instant at which it is full again, and moved by one compare-and-swap
/// (as in <see cref="Clients.ClientBuckets"/>). Only requests that were taken back touch it. Streams of the connection end at the same time.
/// </remarks>
/// <param name="connection">The connection; aborted when the budget is spent.</param>
/// <param name="perSecond">How many a second; at least 1.</param>
/// <param name="shed">Counts connections whose budget is spent.</param>
/// <param name="time">The clock.</param>
internal sealed class ResetBudget(ConnectionContext connection, int perSecond, ShedTraffic shed, TimeProvider time)
{
    /// <summary>
    /// What Kestrel says when requests end faster than it can tell their client; it has no other name for it. A client that only
    /// asks, and waits for room to ask again, does not come near.
    /// </summary>
    public const string Overrun = "HTTP/2 connection exceeded the output operations maximum queue size.";

    /// <summary>How many seconds' worth may be spent at once, and how long it takes to save that up again.</summary>
    public const int Seconds = 10;

    private readonly long _interval = Math.Max(1, time.TimestampFrequency / perSecond);
    private long _fullAt = long.MinValue;
    private int _ended;

    /// <summary>The server ends the connection.</summary>
    /// <param name="reason">Why.</param>
    /// <returns>Whether the client's resets are behind it: it took requests back of late, or so fast that none was seen here yet.</returns>
    public bool ServerEnds(ConnectionAbortedException reason)
    {
        var isOverrun = reason.Message == Overrun;
        if (isOverrun)
        {
            CountEnd();
        }

        return isOverrun || Volatile.Read(ref _fullAt) > time.GetTimestamp();
    }

    /// <summary>The client took a request back. Ends the connection where that was one too many; one that is gone took all its requests with it.</summary>
    public void RequestTakenBack()
    {
        if (!connection.ConnectionClosed.IsCancellationRequested && !Take() && CountEnd())
        {
            connection.Abort(new ConnectionAbortedException("The client took back too many requests."));
        }
    }

    private bool CountEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return false;
        }

        shed.ResettingConnectionEnded();
        return true;
    }

    private bool Take()
    {
        var now = time.GetTimestamp();
        while (true)
        {
            var fullAt = Volatile.Read(ref _fullAt);
            var next = Math.Max(fullAt, now) + _interval;
            if (next - now > Seconds * time.TimestampFrequency)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, next, fullAt) == fullAt)
            {
                return true;
            }
        }
    }
}
