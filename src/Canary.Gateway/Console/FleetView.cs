using Canary.Gateway.Control;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry.Sampling;

namespace Canary.Gateway.Console;

/// <summary>What this gateway knows of the others. The store is asked while somebody looks, beside their calls, which get what is there.</summary>
/// <param name="services">What is shared.</param>
internal sealed class FleetView(GatewayServices services)
{
    /// <summary>How old it may get before the store is asked again.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // Longer than the pauses between two looks, and short enough that gateways do not go on telling for nobody.
    private static readonly TimeSpan WatchedFor = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, ServiceRates> Nobody = [];

    private Known _known = new(new FleetState(1, null), null);
    private int _asking;

    /// <summary>What is known now; asks the store where that is getting old.</summary>
    public FleetState Current
    {
        get
        {
            var known = Volatile.Read(ref _known);
            if ((known.At is not { } then || services.Time.GetElapsedTime(then) >= Interval) && Interlocked.CompareExchange(ref _asking, 1, 0) == 0)
            {
                _ = AskAsync();
            }

            return known.State;
        }
    }

    private async Task AskAsync()
    {
        var state = _known.State;
        try
        {
            var gateways = await services.Store.ReadInstancesAsync(InstanceAnnouncer.MaxAge, CancellationToken.None);
            var others = gateways.Select(gateway => gateway.Id).Where(id => id != services.Instance.Id).ToList();
            state = new FleetState(others.Count + 1, others.Count == 0 ? Nobody : await ReadAsync(others));
        }
        catch (StoreUnavailableException)
        {
            // Said in the log by whoever follows the store. How many there were is still the best guess; what they do is not known.
            state = state with { Others = null };
        }
        finally
        {
            Volatile.Write(ref _known, new Known(state, services.Time.GetTimestamp()));
            Volatile.Write(ref _asking, 0);
        }
    }

    private async Task<IReadOnlyDictionary<string, ServiceRates>?> ReadAsync(List<string> others)
    {
        await services.Store.Board.WatchAsync(WatchedFor, CancellationToken.None);
        var posts = await services.Store.Board.ReadAsync(others, CancellationToken.None);
        var sums = new Dictionary<string, ServiceRates>(StringComparer.Ordinal);
        foreach (var other in others)
        {
            if (!posts.TryGetValue(other, out var post) || RatesJson.Read(post) is not { } rates)
            {
                return null;
            }

            foreach (var (service, told) in rates)
            {
                sums[service] = sums.TryGetValue(service, out var sum) ? sum + told : told;
            }
        }

        return sums;
    }

    private sealed record Known(FleetState State, long? At);
}
