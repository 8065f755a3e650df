using System.Globalization;
using Canary.Gateway.Control.Leading;
using Canary.Gateway.Notifications.Delivery;
using Canary.Gateway.Notifications.Sending;
using Canary.Gateway.Notifications.Sinks;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications;

/// <summary>Everything that tells events: sinks, senders, and the delivery on the gateway that leads.</summary>
internal sealed class NotificationPlane : IAsyncDisposable
{
    private readonly RabbitMqSender _broker;
    private readonly SinkSender _sender;
    private readonly NotificationDelivery _delivery;
    private readonly TimeProvider _time;
    private readonly string _source;

    /// <summary>Delivers nothing until started.</summary>
    public NotificationPlane(
        IGatewayStore store, Leadership leadership, HttpMessageInvoker client, NotificationOptions options, string source, TimeProvider time, ILoggerFactory loggers)
    {
        (_time, _source) = (time, source);
        Metrics = new NotificationMetrics();
        Sinks = new SinkStore(store);
        _broker = new RabbitMqSender(options);
        _sender = new SinkSender(new HttpSender(client, options, time), _broker);
        _delivery = new NotificationDelivery(store, leadership, new SinkDelivery(store, _sender, Metrics), Metrics, time, loggers.CreateLogger<NotificationDelivery>());
    }

    /// <summary>Sinks as they are stored.</summary>
    public SinkStore Sinks { get; }

    /// <summary>Deliveries as metrics.</summary>
    public NotificationMetrics Metrics { get; }

    /// <summary>Begins to deliver while this gateway leads.</summary>
    public void Start() => _delivery.Start();

    /// <summary>Tells a sink a test event, once.</summary>
    /// <returns>Why it was not delivered, or null: it was.</returns>
    public async Task<string?> TestAsync(SinkConfig sink, CancellationToken cancellation)
    {
        var id = "test-" + Guid.NewGuid().ToString("N");
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"specversion":"1.0","id":"{{{id}}}","source":"{{{_source}}}","type":"{{{CloudEvents.TypePrefix}}}test","subject":"test","time":"{{{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}}","datacontenttype":"application/json","data":{"message":"a test of the sink {{{sink.Name}}}"}}""");
        return await _sender.SendAsync(sink, ToldEvent.Read(json)!, cancellation) switch
        {
            SendResult.Delivered => null,
            SendResult.Gone => "answered 410",
            SendResult.Failed failed => failed.Why,
            _ => "unknown",
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
