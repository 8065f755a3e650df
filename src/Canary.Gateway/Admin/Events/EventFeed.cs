using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Events;

/// <summary>Sends one reader every accepted change after its position, in order and without a gap; where there is a gap, it says so.</summary>
internal sealed class EventFeed(GatewayServices services, EventWriter writer, long position)
{
    private const int BatchSize = 100;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private long _position = position;

    /// <summary>Runs until it is cancelled, which is how every feed ends.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var signal = new RevisionSignal(services.Store);
        await writer.BeginAsync(_position, cancellation);
        var lastSent = services.Time.GetTimestamp();
        while (true)
        {
            if (await SendNewAsync(cancellation))
            {
                lastSent = services.Time.GetTimestamp();
                continue;
            }

            if (services.Time.GetElapsedTime(lastSent) >= HeartbeatInterval)
            {
                await writer.HeartbeatAsync(cancellation);
                lastSent = services.Time.GetTimestamp();
            }

            await signal.WaitAsync(PollInterval, cancellation);
        }
    }

    private async Task<bool> SendNewAsync(CancellationToken cancellation)
    {
        try
        {
            // Read before the events: what the store had by now is among them, or gone.
            var newest = services.Snapshots.StoreRevision;
            var entries = await services.Store.ReadEventsAsync(_position, BatchSize, cancellation);
            if (entries.Count == 0)
            {
                return await ResetWhereLostAsync(newest, cancellation);
            }

            foreach (var entry in entries)
            {
                await SendAsync(entry, cancellation);
            }

            return true;
        }
        catch (StoreUnavailableException)
        {
            // The reader stays: it gets what it missed when the store is back.
            return false;
        }
    }

    private async Task SendAsync(HistoryEntry entry, CancellationToken cancellation)
    {
        if (entry.Revision > _position + 1)
        {
            await writer.ResetAsync(entry.Revision - 1, cancellation);
        }

        await writer.ChangedAsync(entry, cancellation);
        _position = entry.Revision;
    }

    private async Task<bool> ResetWhereLostAsync(long newest, CancellationToken cancellation)
    {
        // A position ahead of what this gateway knows may come from a gateway that is ahead of it: the store knows.
        var revision = newest < _position ? (await services.Store.ReadAsync(_position, cancellation)).Revision : newest;
        if (revision == _position)
        {
            return false;
        }

        await writer.ResetAsync(revision, cancellation);
        _position = revision;
        return true;
    }
}
