using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry.Sampling;

namespace Canary.Gateway.Control;

/// <summary>Tells the other gateways how much traffic this one has, while somebody looks at all of them together; asks every two seconds whether that is so.</summary>
/// <param name="board">Where it is told.</param>
/// <param name="gateway">This gateway's id.</param>
/// <param name="snapshots">The services in force.</param>
/// <param name="samples">Their traffic.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures go.</param>
internal sealed class TrafficPosting(ITrafficBoard board, string gateway, SnapshotState snapshots, TrafficSampler samples, TimeProvider time, ILogger<TrafficPosting> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private Rounds? _rounds;
    private long? _told;

    /// <summary>Begins.</summary>
    public void Start() => _rounds = new Rounds(Interval, time, RoundAsync, logger);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _rounds?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Looks once, and tells what is new.</summary>
    internal async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            if (!await board.IsWatchedAsync(cancellation))
            {
                _told = null;
                return;
            }

            var services = snapshots.Current.Services;
            var (next, rates) = samples.Read(reader => (reader.Next, services.Keys.ToDictionary(name => name, name => ServiceRates.Of(reader, name))));
            if (next != _told)
            {
                await board.PostAsync(gateway, RatesJson.Write(rates), InstanceAnnouncer.MaxAge, cancellation);
                _told = next;
            }
        }
        catch (StoreUnavailableException)
        {
            // Said in the log by whoever follows the store; who looks sees that not all were heard.
        }
    }
}
