using System.Text;
using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Notifications.Sinks;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications.Delivery;

/// <summary>Tells one sink what it has not been told yet: at least once, in order of each key, with the progress written after every attempt.</summary>
internal sealed class SinkDelivery(IGatewayStore store, IEventSender sender, NotificationMetrics metrics)
{
    /// <summary>Tells all that is due now.</summary>
    /// <param name="sink">The sink as it is stored.</param>
    /// <param name="lease">The lease under which progress is written.</param>
    /// <param name="now">The store's clock; asked again and again.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer; what was told may be told again.</exception>
    public async Task RunAsync(StoredRecord sink, Lease lease, Func<DateTimeOffset> now, CancellationToken cancellation)
    {
        var read = SinkDocument.Read(Encoding.UTF8.GetBytes(sink.Json), sink.Name);
        if (read.Value is not { IsEnabled: true } config)
        {
            return;
        }

        var round = new SinkRound(store, sender, metrics, config, sink.Version, lease, now, await ProgressAsync(sink.Name, cancellation));
        while (!cancellation.IsCancellationRequested && await round.StepAsync(cancellation))
        {
        }
    }

    private async Task<(DeliveryProgress Progress, long Version)> ProgressAsync(string sink, CancellationToken cancellation) =>
        await store.FindDocumentAsync(DocumentKinds.Deliveries, sink, cancellation) is { } known
            ? (DeliveryProgress.Read(known.Json), known.Version)
            : (DeliveryProgress.From(0), 0);
}
