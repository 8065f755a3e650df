using Canary.Core.Services.Traffic;

namespace Canary.Gateway.Proxy.Clients;

/// <summary>How much each client of a service may still ask: a token bucket for each, in bounded memory however many clients there are.</summary>
/// <remarks>
/// The generic cell rate algorithm (ITU-T I.371), which is a token bucket told by one number: the instant at which the bucket is full
/// again. It lies in the slot that the client's hash falls into, and is moved by one compare-and-swap. Clients whose hashes share a slot
/// share an allowance, so that someone who invents clients gains nothing. 65,536 slots of 8 bytes a service, made page by page as they are used.
/// </remarks>
internal sealed class ClientBuckets
{
    private const int Pages = 256;
    private const int SlotsOfPage = 256;

    private readonly long[]?[] _pages = new long[Pages][];
    private readonly double _nanosecondsPerTick;
    private readonly long _interval;
    private readonly long _most;

    /// <summary>Every bucket is full.</summary>
    /// <param name="rate">How much a client may ask.</param>
    /// <param name="time">The clock.</param>
    public ClientBuckets(RateLimitConfig rate, TimeProvider time)
    {
        _nanosecondsPerTick = 1e9 / time.TimestampFrequency;
        _interval = (long)(rate.Per.TotalNanoseconds / rate.Requests);
        _most = _interval * (rate.Burst ?? rate.Requests);
    }

    /// <summary>Takes one request out of a client's bucket. Any thread.</summary>
    /// <param name="client">64 bits of who asks.</param>
    /// <param name="now">The clock's timestamp.</param>
    /// <returns>Zero where it may go on; else how long the bucket is empty.</returns>
    public TimeSpan Take(ulong client, long now)
    {
        var nanoseconds = (long)(now * _nanosecondsPerTick);
        ref var slot = ref SlotOf(client);
        while (true)
        {
            var fullAt = Volatile.Read(ref slot);
            var next = Math.Max(fullAt, nanoseconds) + _interval;
            var missing = next - nanoseconds - _most;
            if (missing > 0)
            {
                return TimeSpan.FromMicroseconds(Math.Max(1, missing / 1_000));
            }

            if (Interlocked.CompareExchange(ref slot, next, fullAt) == fullAt)
            {
                return TimeSpan.Zero;
            }
        }
    }

    private ref long SlotOf(ulong client)
    {
        ref var page = ref _pages[client % Pages];
        var slots = Volatile.Read(ref page);
        if (slots is null)
        {
            slots = new long[SlotsOfPage];
            slots = Interlocked.CompareExchange(ref page, slots, null) ?? slots;
        }

        return ref slots[client / Pages % SlotsOfPage];
    }
}
